import { useEventListener } from '@vueuse/core';
import { type Ref, ref, watch } from 'vue';
import { playAlertSound, canPlaySound } from './alert-sound.ts';

/**
 * The sound at an anomaly. Browsers keep a page silent until somebody clicks or types in it, also one that was
 * reloaded with the sound on: `isBlocked` says so until then.
 */
export function useSound(isWanted: Readonly<Ref<boolean>>) {
  const isBlocked = ref(false);

  async function check(): Promise<void> {
    isBlocked.value = isWanted.value && !(await canPlaySound());
  }

  async function sound(): Promise<void> {
    isBlocked.value = !(await playAlertSound());
  }

  watch(isWanted, () => void check(), { immediate: true });
  useEventListener(window, ['pointerup', 'keydown'], () => {
    if (isBlocked.value) void check();
  });
  return { isBlocked, sound };
}
