import type { Notice } from '@detective/models';
import type { Detection } from '@detective/schema';

/** A new candle that channels with a budget of incidents look at. */
export interface NoticedCandle {
  detection: Detection;
  notice: Notice;
}
