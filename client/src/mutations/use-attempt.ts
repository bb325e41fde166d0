import { ref, shallowRef } from 'vue';
import { type Refusal, refusalOf } from './refusal.ts';

/** Something that the server may refuse, for a token or otherwise, and that can then be tried again. */
export function useAttempt() {
  const refusal = shallowRef<Refusal | null>(null);
  const isUnderWay = ref(false);
  let last: () => Promise<unknown> = () => Promise.resolve();

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (isUnderWay.value) return;
    last = work;
    isUnderWay.value = true;
    refusal.value = null;
    try {
      await work();
    } catch (error) {
      refusal.value = refusalOf(error);
    } finally {
      isUnderWay.value = false;
    }
  }

  return { refusal, isUnderWay, attempt, retry: () => attempt(last), close: () => (refusal.value = null) };
}
