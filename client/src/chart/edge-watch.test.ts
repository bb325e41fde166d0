import { beforeEach, describe, expect, it } from 'vitest';
import { EdgeWatch, type EdgesInSight } from './edge-watch.ts';

const INSIDE: EdgesInSight = {
  before: 200,
  after: 200,
  isStartKnown: false,
  isEndKnown: false,
  isEndNewest: false,
  isFollowing: true,
};

let told: string[];
let inSight: EdgesInSight | null;
let edges: EdgeWatch;
beforeEach(() => {
  told = [];
  inSight = INSIDE;
  edges = new EdgeWatch(() => inSight, {
    onWindowEnds: () => told.push('window ends'),
    onNeedEarlier: () => told.push('need earlier'),
    onNeedLater: () => told.push('need later'),
    onFollowing: (isFollowing) => told.push(isFollowing ? 'following' : 'not following'),
    onSight: () => told.push('sight'),
  });
});

describe('what is in sight', () => {
  it.each([
    ['in the middle of the window', {}, []],
    ['near its start, with more loaded before it', { before: 10 }, ['window ends']],
    ['near its end, with more loaded after it', { after: 10 }, ['window ends']],
    ['near the first candle that is loaded', { before: 10, isStartKnown: true }, ['need earlier']],
    ['near the last one of a range of the past', { after: 10, isEndKnown: true }, ['need later']],
    ['near the newest candle of all', { after: 10, isEndKnown: true, isEndNewest: true }, []],
  ])('%s', (_name, place, expected) => {
    inSight = { ...INSIDE, ...place };
    edges.check();
    expect(told).toEqual(['sight', ...expected]);
  });

  it('is told of as following the newest candle, or no longer, once each', () => {
    for (const isFollowing of [true, false, false, true]) {
      inSight = { ...INSIDE, isFollowing };
      edges.check();
    }
    expect(told.filter((one) => one !== 'sight')).toEqual(['not following', 'following']);
  });

  it('is nothing before anything is drawn', () => {
    inSight = null;
    edges.check();
    expect(told).toEqual([]);
  });
});

describe('several moves at once', () => {
  it('are looked at together, after the chart has drawn', async () => {
    edges.checkSoon();
    edges.checkSoon();
    expect(told).toEqual([]);
    await Promise.resolve();
    expect(told).toEqual(['sight']);
  });

  it('are not looked at once the chart is gone', async () => {
    edges.checkSoon();
    edges.dispose();
    await Promise.resolve();
    expect(told).toEqual([]);
  });
});
