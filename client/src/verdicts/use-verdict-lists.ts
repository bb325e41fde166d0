import { map } from 'rxjs';
import { onScopeDispose, watch } from 'vue';
import { arrived } from '../api/answered.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from '../series/series-key.ts';
import type { ListedVerdicts } from './verdict-cache.ts';
import { type VerdictListEvent, verdictLists } from './verdict-documents.ts';

export interface VerdictLists {
  /** Asks for the list anew: what comes of it knows all that the server stored until now. */
  askAgain(): void;
}

/**
 * Follows the verdicts on a series for as long as the page is live. The detections decide whether it is: this stream is
 * let go with theirs, so that it never holds a socket open that they have lost, and a failure of its own stays silent.
 *
 * @param expectLists called each time lists are asked for; what it returns takes those that come of that
 */
export function useVerdictLists(
  key: SeriesKey,
  expectLists: () => (list: ListedVerdicts) => void,
): VerdictLists {
  const { apollo, connection } = useServer();
  let following: { dispose(): void } | undefined;

  function stop(): void {
    following?.dispose();
    following = undefined;
  }

  function start(): void {
    let take: (list: ListedVerdicts) => void;
    following = followForever<VerdictListEvent>({
      prepare: async () => undefined,
      open: () => {
        take = expectLists();
        return apollo
          .subscribe({ query: verdictLists, variables: { ...key }, fetchPolicy: 'no-cache' })
          .pipe(map((event) => arrived(event, 'verdicts')));
      },
      onEvent: (list) => take(toListed(list)),
      onLost: () => undefined,
    });
  }

  watch(
    () => connection.value.kind === 'live',
    (isLive) => (isLive ? start() : stop()),
    { immediate: true },
  );
  onScopeDispose(stop);

  return {
    askAgain: () => {
      if (!following) return;
      stop();
      start();
    },
  };
}

const toListed = ({ completeFrom, verdicts }: VerdictListEvent): ListedVerdicts => ({
  byOpenTime: new Map(verdicts.map(({ openTime, kind, note }) => [Date.parse(openTime), { kind, note }])),
  completeFrom: completeFrom === null ? -Infinity : Date.parse(completeFrom),
});
