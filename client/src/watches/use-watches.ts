import { map } from 'rxjs';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { arrived } from '../api/answered.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import { type Watch, watchesNow } from './watch-documents.ts';

/** The markets that the server follows, live; undefined until the server has told. */
export function useWatches() {
  const { apollo } = useServer();
  const watches = shallowRef<readonly Watch[]>();
  /** What is shown is how the watches are now, not how they were when the connection was lost. */
  const isCurrent = ref(false);
  const following = followForever<readonly Watch[]>({
    prepare: () => Promise.resolve(),
    // The whole list comes first, so nothing is missed in between.
    open: () =>
      apollo
        .subscribe({ query: watchesNow, fetchPolicy: 'no-cache' })
        .pipe(map((event) => arrived(event, 'watches'))),
    onEvent: (list) => {
      watches.value = list;
      isCurrent.value = true;
    },
    onLost: () => (isCurrent.value = false),
  });
  onScopeDispose(() => following.dispose());
  return { watches, isCurrent };
}
