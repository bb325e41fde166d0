import { onScopeDispose, readonly, ref } from 'vue';

/** True once what is shown now has been drawn: what can wait does not hold up what somebody pressed. */
export function useAfterPaint() {
  const isPainted = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(() => (isPainted.value = true))));
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
  return readonly(isPainted);
}
