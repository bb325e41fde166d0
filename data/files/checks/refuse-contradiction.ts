import { quoted } from '../candle-file-error.ts';
import { putBackOn, zoneOf } from './clock-changes.ts';
import { hasBareClock, minuteText, refuse, tableOf, type SeriesContext } from './series-context.ts';
import type { StoredRow } from './sorted-rows.ts';

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Two rows of one time have to say the same. Throws a `CandleFileError` where they don't. */
export function refuseContradiction(context: SeriesContext, one: StoredRow, other: StoredRow) {
  const field = VALUES.find((value) => one[value] !== other[value]);
  if (!field) return;
  const place = hasBareClock(context, other) ? putBackOn(one.openTime) : undefined;
  if (place)
    refuse(
      context,
      other,
      `${minuteText(one.openTime).replace('Z', '')} comes twice, on the night when clocks are put back in ${place}: local time; --zone says where, such as ${zoneOf(place)}`,
    );
  const where =
    one.file === other.file
      ? `on ${tableOf(context, one).word} ${one.line}`
      : `in ${quoted(tableOf(context, one).path.split('/').at(-1), 40)}`;
  refuse(
    context,
    other,
    `${field} at ${minuteText(one.openTime)} is ${other[field]} here and ${one[field]} ${where}; expected one market, each bar once`,
  );
}
