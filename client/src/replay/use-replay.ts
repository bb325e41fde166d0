import { map } from 'rxjs';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { answered, arrived } from '../api/answered.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import { type Refusal, refusalOf } from '../mutations/refusal.ts';
import { useMutation } from '../mutations/use-mutation.ts';
import {
  type ReplayCommand,
  type ReplayStatus,
  isCommanded,
  orderReplay,
  replayAfter,
  replayNow,
} from './replay-documents.ts';

/** The replay that reports to the server, and the way to command it. */
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

  return { replay, isCurrent, ...useCommands() };
}

/** Sends commands; the replay itself says what came of them, so nothing is assumed here. */
function useCommands() {
  const send = useMutation(orderReplay, ({ orderReplay }, { order }) => isCommanded(orderReplay, order));
  const refusal = shallowRef<Refusal | null>(null);
  const isSending = ref(false);
  let last: ReplayCommand | undefined;

  async function command(wanted: ReplayCommand): Promise<void> {
    last = wanted;
    isSending.value = true;
    try {
      await send({ order: wanted });
      refusal.value = null;
    } catch (error) {
      refusal.value = refusalOf(error);
    } finally {
      isSending.value = false;
    }
  }

  async function retry(): Promise<void> {
    refusal.value = null;
    if (last) await command(last);
  }

  return { command, retry, refusal, isSending, close: () => (refusal.value = null) };
}
