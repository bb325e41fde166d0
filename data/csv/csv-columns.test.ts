import { describe, expect, it } from 'vitest';
import { findColumns } from './csv-columns.ts';

const columns = (header: string) => findColumns(header.split(','));

describe('a CSV header', () => {
  it('is read whatever its case and punctuation', () => {
    expect(columns('unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD')).toEqual({
      time: 0,
      symbol: 2,
      open: 3,
      high: 4,
      low: 5,
      close: 6,
      volume: 7,
      quoteVolume: 8,
    });
    expect(columns('Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency)')).toMatchObject({
      time: 0,
      volume: 5,
      quoteVolume: 6,
    });
  });

  it('need not name the quote volume or a symbol', () => {
    expect(columns('date,open,high,low,close,Volume BTC')).toMatchObject({
      volume: 5,
      quoteVolume: undefined,
    });
  });

  it('finds the base volume whichever of the two comes first', () => {
    expect(columns('date,open,high,low,close,Volume USDT,Volume ETH')).toMatchObject({
      volume: 6,
      quoteVolume: 5,
    });
    expect(columns('date,open,high,low,close,Volume ETH,Volume BTC')).toMatchObject({
      volume: 5,
      quoteVolume: 6,
    });
    expect(columns('date,open,high,low,close,Volume EUR,Volume USD')).toMatchObject({
      volume: 5,
      quoteVolume: 6,
    });
  });

  it('names what is missing', () => {
    expect(columns('date,open,high,last,Volume USD')).toEqual({ missing: ['low', 'close', 'volume'] });
  });
});
