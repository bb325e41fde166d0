import { map } from 'rxjs';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { answered, arrived } from '../api/answered.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import { type Refusal, refusalOf } from '../mutations/refusal.ts';
import { useMutation } from '../mutations/use-mutation.ts';
import {
  type ReplayOrder,
  type ReplayStatus,
  isOrdered,
  orderReplay,
  replayAfter,
  replayNow,
} from './replay-documents.ts';

/** The replay that reports to the server, and the way to give it orders. */
export function useReplay() {
  const { apollo } = useServer();
  const replay = shallowRef<ReplayStatus | null>(null);
  /** What is shown is how the replay is now, not how it was when the connection was lost. */
  const isCurrent = ref(false);
  const following = followForever<ReplayStatus>({
    prepare: async () => {
      // The subscription is silent as long as there is no replay; after a restart there may be none any more.
      replay.value = answered((await apollo.query({ query: replayNow })).data, 'replay');
      isCurrent.value = true;
    },
    open: () =>
      apollo
        .subscribe({ query: replayAfter, fetchPolicy: 'no-cache' })
        .pipe(map((event) => arrived(event, 'replay'))),
    onEvent: (status) => (replay.value = status),
    onLost: () => (isCurrent.value = false),
  });
  onScopeDispose(() => following.dispose());

  return { replay, isCurrent, ...useOrders() };
}

/** Sends orders; the replay itself says what came of them, so nothing is assumed here. */
function useOrders() {
  const send = useMutation(orderReplay, ({ orderReplay }, { order }) => isOrdered(orderReplay, order));
  const refusal = shallowRef<Refusal | null>(null);
  const isOrdering = ref(false);
  let last: ReplayOrder | undefined;

  async function order(wanted: ReplayOrder): Promise<void> {
    last = wanted;
    isOrdering.value = true;
    try {
      await send({ order: wanted });
      refusal.value = null;
    } catch (error) {
      refusal.value = refusalOf(error);
    } finally {
      isOrdering.value = false;
    }
  }

  async function retry(): Promise<void> {
    refusal.value = null;
    if (last) await order(last);
  }

  return { order, retry, refusal, isOrdering, close: () => (refusal.value = null) };
}
