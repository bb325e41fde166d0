import type { Ohlcv } from '@detective/data';
import type { AnomalyKind } from './detection.ts';
import { forecastPrices } from './expectation.ts';
import type { FeedFinding } from './feed-faults.ts';
import { deviation, quickScale } from './scales.ts';
import type { Expectation, Surprises } from './views.ts';

/** A view is named where it brought this much surprise and this share of the strongest. */
const NAMED = { surprise: 1, share: 0.3 };

// Made once: making a formatter costs a hundred times what a judgement does.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const cents = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const sixFigures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

const round = (value: number): string => (value >= 10 ? whole : tenths).format(value);

/** A price as people write it: to the cent, and to six figures where it is below 100. */
const formatPrice = (price: number): string => (price >= 100 ? cents : sixFigures).format(price);

interface Finding {
  kind: AnomalyKind;
  surprise: number;
  text: string;
}

function priceFinding(
  side: 'high' | 'low',
  candle: Ohlcv,
  expectation: Expectation,
  surprise: number,
): Finding {
  const { scales, output, stretch } = expectation;
  const forecast = forecastPrices(expectation)[side];
  const price = candle[side];
  const target = side === 'high' ? 0 : 1;
  const usual = (output.scale[target] as number) * quickScale(scales) * stretch;
  const times = Math.log(side === 'high' ? price / forecast : forecast / price) / usual;
  const where = side === 'high' ? 'above' : 'below';
  const share = round(100 * Math.abs(price / scales.close - 1));
  // A forecast that saw it coming is no news; that the market moved so far still is.
  const text =
    times >= 1
      ? `${side} ${formatPrice(price)} was ${round(times)} times further ${where} the forecast ${formatPrice(forecast)} than usual`
      : `${side} ${formatPrice(price)} was ${share} % ${where} the last close`;
  return { kind: side === 'high' ? 'PRICE_SPIKE' : 'PRICE_CRASH', surprise, text };
}

function jumpFinding(candle: Ohlcv, expectation: Expectation, surprise: number): Finding {
  const change = candle.close / expectation.scales.close - 1;
  const times = Math.abs(Math.log1p(change)) / (deviation(expectation.scales) * expectation.stretch);
  const percent = round(Math.abs(100 * change));
  const text = `close moved ${change < 0 ? 'down' : 'up'} ${percent} %, ${round(times)} times a usual move`;
  return { kind: 'PRICE_JUMP', surprise, text };
}

function volumeFinding(candle: Ohlcv, expectation: Expectation, surprise: number): Finding {
  const usual = Math.exp(expectation.scales.volumeMean);
  return { kind: 'VOLUME_SURGE', surprise, text: `volume ${round(candle.volume / usual)} times normal` };
}

function faultFindings(candle: Ohlcv, expectation: Expectation, found: FeedFinding): Finding[] {
  const isAbove =
    Math.abs(Math.log(candle.high / expectation.scales.close)) >
    Math.abs(Math.log(candle.low / expectation.scales.close));
  const [kind, price]: [AnomalyKind, number] = isAbove
    ? ['PRICE_SPIKE', candle.high]
    : ['PRICE_CRASH', candle.low];
  const times = Math.exp(Math.abs(Math.log(price / expectation.scales.close)));
  const missing = `${found.missing} ${found.missing === 1 ? 'candle is' : 'candles are'} missing before this one`;
  const texts = {
    SLIP: {
      kind,
      text: `Feed fault: price ${formatPrice(price)} is ${round(times)} times ${isAbove ? 'above' : 'below'} the last close ${formatPrice(expectation.scales.close)}, like a slipped decimal point`,
    },
    FROZEN: {
      kind: 'FEED_FROZEN' as const,
      text: `Feed fault: the feed repeats itself at ${formatPrice(candle.close)}`,
    },
    GAP: { kind: 'FEED_GAP' as const, text: `Feed fault: ${missing}` },
    EMPTY: { kind: 'FEED_FROZEN' as const, text: 'Feed fault: the price moved without any volume' },
  };
  return found.faults.map((fault) => ({ ...texts[fault], surprise: Infinity }));
}

/**
 * What was anomalous about a candle, the strongest first, and one sentence that says so with numbers. Feed faults come
 * first: what the feed broke is no news about the market.
 */
export function explain(
  candle: Ohlcv,
  expectation: Expectation,
  surprises: Surprises,
  found: FeedFinding,
): { kinds: AnomalyKind[]; reason: string } {
  const faults = faultFindings(candle, expectation, found);
  const market = [
    priceFinding('high', candle, expectation, surprises.high + surprises.highExcursion),
    priceFinding('low', candle, expectation, surprises.low + surprises.lowExcursion),
    jumpFinding(candle, expectation, surprises.jump),
    volumeFinding(candle, expectation, surprises.volume),
  ].sort((a, b) => b.surprise - a.surprise);
  const strongest = (market[0] as Finding).surprise;
  const named = market.filter(
    ({ surprise }) => surprise >= NAMED.surprise && surprise >= NAMED.share * strongest,
  );
  const alone = named.length > 0 ? named : market.slice(0, 1);
  const shown = faults.length === 0 ? alone : [...faults, ...(found.faults.includes('GAP') ? named : [])];
  const reason = shown.map(({ text }) => text).join('; ');
  return {
    kinds: [...new Set(shown.map(({ kind }) => kind))],
    reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
  };
}
