import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { ref, shallowRef, watch } from 'vue';
import { reasonOf } from './connection-state.ts';
import { useServer } from './use-server.ts';

/**
 * An answer that is asked for again and again while the page is in sight, and at once when the connection changes.
 * One request at a time: a slow server is not asked again before it has answered. A caller that asks meanwhile knows of
 * a change that the answer on its way may lack, so one more request follows.
 */
export function usePolled<Answer>(everyMs: number, question: () => Promise<Answer>) {
  const { connection } = useServer();
  const visibility = useDocumentVisibility();
  const answer = shallowRef<Answer>();
  const failure = ref<string | null>(null);
  let isAsking = false;
  let isAskedMeanwhile = false;

  async function ask(): Promise<void> {
    isAskedMeanwhile = isAsking;
    if (isAsking || visibility.value === 'hidden') return;
    isAsking = true;
    try {
      answer.value = await question();
      failure.value = null;
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      isAsking = false;
    }
    if (isAskedMeanwhile) await ask();
  }

  useIntervalFn(() => void (isAsking || ask()), everyMs, { immediateCallback: true });
  // As a getter: a shallow ref in the list would count as changed whenever any of them is set.
  watch([() => visibility.value, () => connection.value.kind], (_now, [, before]) => {
    // It failed for as long as the server was away, which the connection says; whether it still does will be seen.
    failure.value = null;
    // What was answered while the page opened is as new as the connection.
    if (before !== 'connecting' || (answer.value ?? null) === null) void ask();
  });
  return { answer, failure, ask };
}
