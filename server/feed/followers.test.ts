import { seriesName } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { Follower, type FeedFilter, type FollowedSeries } from './follower.ts';
import { Followers } from './followers.ts';
import { SeriesTail } from './series-tail.ts';

const never = new AbortController().signal;

function series(symbol: string, interval = '1h', exchange = ''): FollowedSeries {
  const name = seriesName({ exchange, symbol, interval });
  return { exchange, symbol, interval, name, tail: new SeriesTail(() => Promise.resolve([]), 0) };
}

const BTC = series('BTC/USD');
const ETH = series('ETH/USD');

function followersOf(filters: Record<string, FeedFilter>) {
  const followers = new Followers();
  const named = Object.entries(filters).map(([name, filter]) => ({
    name,
    follower: new Follower(filter, never),
  }));
  for (const { follower } of named) followers.add(follower);
  const namesOf = (of: FollowedSeries) =>
    followers.of(of).map((told) => named.find(({ follower }) => follower === told)?.name);
  return { followers, named, namesOf };
}

describe('a wake-up', () => {
  const { followers, named, namesOf } = followersOf({
    btc: { exchange: '', symbol: 'BTC/USD', interval: '1h' },
    eth: { exchange: '', symbol: 'ETH/USD', interval: '1h' },
    anyBtc: { symbol: 'BTC/USD' },
    all: {},
  });

  it('reaches those who follow its series, and nobody else', () => {
    expect(namesOf(BTC)).toEqual(['btc', 'anyBtc', 'all']);
    expect(namesOf(ETH)).toEqual(['eth', 'all']);
    expect(namesOf(series('BTC/USD', '1h', 'kraken'))).toEqual(['anyBtc', 'all']);
  });

  it('reaches nobody who has left', () => {
    for (const { follower } of named) followers.delete(follower);
    expect(namesOf(BTC)).toEqual([]);
  });
});

describe('a follower', () => {
  it('has each series once, from where it was up to date', () => {
    const follower = new Follower({}, never);
    follower.tell(BTC, 5);
    follower.tell(BTC, 7);
    follower.tell(ETH, 1);
    expect(follower.take()).toEqual([BTC, 5]);
    follower.tell(BTC, 8);
    follower.readUpTo(BTC, 6);
    expect([follower.take(), follower.take(), follower.take()]).toEqual([[ETH, 1], [BTC, 6], undefined]);
  });

  it('is told of nothing up to the candle after which it begins', () => {
    const follower = new Follower({ after: new Date(9) }, never);
    follower.tell(BTC, 5);
    expect(follower.take()).toEqual([BTC, 9]);
  });
});
