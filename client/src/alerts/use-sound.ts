import { useEventListener } from '@vueuse/core';
import { type Ref, ref, watch } from 'vue';
import { chime, maySound } from './chime.ts';

/**
 * The sound at an anomaly. Browsers keep a page silent until somebody clicks or types in it, also one that was
 * reloaded with the sound on: `isBlocked` says so until then.
 */
export function useSound(isWanted: Readonly<Ref<boolean>>) {
  const isBlocked = ref(false);

  async function look(): Promise<void> {
    isBlocked.value = isWanted.value && !(await maySound());
  }

  async function sound(): Promise<void> {
    isBlocked.value = !(await chime());
  }

  watch(isWanted, () => void look(), { immediate: true });
  useEventListener(window, ['pointerup', 'keydown'], () => {
    if (isBlocked.value) void look();
  });
  return { isBlocked, sound };
}
