import { driftView } from './drift-view.ts';
import { dryView } from './dry-view.ts';
import { excursionView } from './excursion-view.ts';
import { forecastView } from './forecast-view.ts';
import { jumpView } from './jump-view.ts';
import type { View } from './view.ts';
import { volumeView } from './volume-view.ts';

/**
 * All views. Of two that speak of the same kind, a reason takes the words of the earlier one. Another one needs a file
 * of its own and a place here; then train anew, because its tail has to be fitted.
 */
export const VIEWS: readonly View[] = [forecastView, excursionView, jumpView, volumeView, driftView, dryView];
