import { usePreferredDark } from '@vueuse/core';
import { computed, watch } from 'vue';
import { keptSetting } from '../kept/kept-setting.ts';

export type Theme = 'dark' | 'light';

/** The theme in force: the one chosen on this page, else the system's. */
export function useTheme() {
  const chosen = keptSetting<Theme | null>('detective.theme', null, {
    serializer: {
      read: (text) => (text === 'dark' || text === 'light' ? text : null),
      write: (theme) => theme ?? '',
    },
  });
  const isSystemDark = usePreferredDark();
  const theme = computed<Theme>(() => chosen.value ?? (isSystemDark.value ? 'dark' : 'light'));
  watch(
    chosen,
    (choice) => {
      if (choice) document.documentElement.dataset.theme = choice;
      else delete document.documentElement.dataset.theme;
    },
    { immediate: true, flush: 'sync' },
  );
  const toggle = () => (chosen.value = theme.value === 'dark' ? 'light' : 'dark');
  return { theme, toggle };
}
