import { driftView } from './drift-view.ts';
import { dryView } from './dry-view.ts';
import { excursionView, longExcursionView } from './excursion-view.ts';
import { forecastView } from './forecast-view.ts';
import { jumpView, longJumpView } from './jump-view.ts';
import { openView } from './open-view.ts';
import { unbackedView } from './unbacked-view.ts';
import type { View } from './view.ts';
import { volumeView } from './volume-view.ts';

/**
 * All views. Of two that speak of the same kind, a reason takes the words of the earlier one. Another one needs a file
 * of its own and a place here; then train anew, because its tail has to be fitted.
 */
export const VIEWS: readonly View[] = [
  forecastView,
  excursionView,
  longExcursionView,
  jumpView,
  longJumpView,
  volumeView,
  driftView,
  dryView,
  openView,
  unbackedView,
];
