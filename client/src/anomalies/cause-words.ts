import type { DetectionRow } from '../detections/detection-row.ts';
import { currencies, percent, price, priceDifference, volume } from '../format/numbers.ts';
import { mainCause } from './list-view.ts';

/** A difference of prices with its unit: "$2,394", or "2,394 EUR". */
function money(value: number, like: number, quote: string): string {
  const text = priceDifference(value, like);
  return quote === 'USD' ? `$${text}` : `${text} ${quote}`.trim();
}

/** A candle that went no further from its own open lay far from the last close as a whole, which its row doesn't hold. */
const CLEAR = 0.005;

/** " 12.3 %", or nothing where the candle's own open tells nothing of its move. */
const by = (share: number): string => (Math.abs(share) < CLEAR ? '' : ` ${percent(share)}`);

/** What a candle did, as short as a line of the list: "Fell 12.3 % to 31,000". */
export function lineWords(row: DetectionRow, symbol: string): string {
  const { open, high, low, close } = row;
  const change = close / open - 1;
  switch (mainCause(row)) {
    case 'PRICE_SPIKE':
      return `Rose${by(high / open - 1)} to ${price(high)}`;
    case 'PRICE_CRASH':
      return `Fell${by(1 - low / open)} to ${price(low)}`;
    case 'VOLUME_SURGE':
      return row.volume === null ? 'Traded a lot' : `${volume(row.volume)} ${currencies(symbol).base} traded`;
    case 'FEED_GAP':
      return 'Candles missing before';
    case 'FEED_FROZEN':
      return 'Feed repeats itself';
    case 'PRICE_JUMP':
      if (Math.abs(change) < CLEAR) return `Jumped to ${price(close)}`;
      return `Closed${by(Math.abs(change))} ${change < 0 ? 'down' : 'up'} at ${price(close)}`;
    default:
      return `Closed ${percent(Math.abs(change))} ${change < 0 ? 'down' : 'up'} at ${price(close)}`;
  }
}

/** By how many usual misses, as the reason puts it for the same side. */
function missesIn(reason: string | null, side: 'above' | 'below'): string {
  const [, misses] = reason?.match(new RegExp(`${side} forecast(, [\\d.,]+ × the usual miss)`)) ?? [];
  return misses ?? '';
}

function miss(size: number, like: number, quote: string, reason: string | null): string {
  const side = size > 0 ? 'above' : 'below';
  return `${money(Math.abs(size), like, quote)} ${side} forecast${missesIn(reason, side)}`;
}

/** What a candle did against what was forecast: "Rose to 44,256: $2,394 above forecast, 13 × the usual miss". */
export function causeWords(row: DetectionRow, symbol: string): string {
  const { quote } = currencies(symbol);
  const { high, low, forecastHigh, forecastLow, reason } = row;
  const cause = mainCause(row);
  if (cause === 'PRICE_SPIKE' && forecastHigh !== null && high > forecastHigh)
    return `Rose to ${price(high)}: ${miss(high - forecastHigh, high, quote, reason)}`;
  if (cause === 'PRICE_CRASH' && forecastLow !== null && low < forecastLow)
    return `Fell to ${price(low)}: ${miss(low - forecastLow, low, quote, reason)}`;
  return lineWords(row, symbol);
}
