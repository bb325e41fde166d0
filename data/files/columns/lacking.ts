import { listed } from '../candle-file-error.ts';
import { plainName } from './column-name.ts';

/** Why a header is none of candles: what it lacks, and what its rows are instead where that shows. */
export function lacking(missing: readonly string[], header: readonly string[]): string {
  const isBarless = ['open', 'high', 'low'].every((name) => missing.includes(name));
  const what = isBarless
    ? `holds no candles: ${insteadOf(header.map(plainName))}`
    : `has no column for ${missing.join(', ')}`;
  return `${what}; found ${listed(header)}`;
}

const TRADED = ['qty', 'quantity', 'size', 'amount', 'volume', 'vol'];

/** What a table has instead of open, high and low. */
function insteadOf(names: readonly string[]): string {
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  if (has('price', 'p') && has(...TRADED, 'q'))
    return 'its rows are single trades; take the bars (klines) of the same source';
  if (names.some((name) => /^(?:best )?bid/.test(name)) && names.some((name) => /^(?:best )?ask/.test(name)))
    return 'its rows are quotes of buyers and sellers; take the bars (klines) of the same source';
  return 'it has no open, high and low';
}
