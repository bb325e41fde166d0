import { lazyComponent } from '../controls/lazy-component.ts';

const load = () => import('./OverviewPanel.vue');
/** Asked for with the page's own code: once the page asks for candles, those have all connections of the browser. */
let early: ReturnType<typeof load> | undefined = load();
// Who shows it is told of a failure and tries again.
early.catch(() => undefined);

/** The overview, whose code the first paint does without. */
export const OverviewPanel = lazyComponent(() => {
  const loading = early ?? load();
  early = undefined;
  return loading;
});
