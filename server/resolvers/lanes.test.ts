import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const LANES = `query ($from: DateTime!, $to: DateTime!, $parts: Int, $limit: Int, $offset: Int) {
  anomalyLanes(from: $from, to: $to, parts: $parts, limit: $limit, offset: $offset) {
    symbol
    newestIncident { openedAt newestAt closedAt anomalyCount kinds peakAt peakReturnPeriodHours }
    anomalies { openTime returnPeriodHours kind count }
  }
}`;
const OF_ONE = `query ($symbol: String!, $from: DateTime, $to: DateTime) {
  detections(symbol: $symbol, from: $from, to: $to, anomaliesOnly: true, limit: 1000) {
    candle { openTime } returnPeriodHours kinds
  }
  incidents(symbol: $symbol, limit: 1) {
    openedAt newestAt closedAt anomalyCount kinds peak { candle { openTime } returnPeriodHours }
  }
}`;
const HOURS = candleInputs(1_500, 11).filter((_, index) => index < 500 || index > 504);
const FROM = HOURS[100]?.openTime ?? '';
const TO = HOURS.at(-1)?.openTime ?? '';
/** As many series as are needed to see that each has its own. */
const SYMBOLS = ['LANE/A', 'LANE/B', 'LANE/QUIET'];

interface Lane {
  symbol: string;
  newestIncident: Record<string, unknown> | null;
  anomalies: { openTime: string; returnPeriodHours: number | null; kind: string; count: number }[];
}

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ ALERTS_PER_WEEK: '7' });
  for (const [index, symbol] of SYMBOLS.entries()) {
    const hours = symbol === 'LANE/QUIET' ? HOURS.slice(0, 50) : HOURS.slice(0, HOURS.length - 300 * index);
    for (let from = 0; from < hours.length; from += 1_000) {
      const candles = hours.slice(from, from + 1_000).map((hour) => ({ ...hour, symbol }));
      expect(await server.ask(SEND, { candles })).not.toHaveProperty('errors');
    }
  }
});
afterAll(() => server[Symbol.asyncDispose]());

async function lanes(variables: object = {}): Promise<Lane[]> {
  const { data } = await server.ask<{ anomalyLanes: Lane[] }>(LANES, { from: FROM, to: TO, ...variables });
  return data?.anomalyLanes ?? [];
}

interface OfOne {
  detections: { candle: { openTime: string }; returnPeriodHours: number | null; kinds: string[] }[];
  incidents: { peak: { candle: { openTime: string }; returnPeriodHours: number | null } }[];
}

describe('the lanes of many series', () => {
  it('have what each series says of itself, in the order of the series', async () => {
    const all = await lanes();
    expect(all.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    for (const lane of all) {
      const { data } = await server.ask<OfOne>(OF_ONE, { symbol: lane.symbol, from: FROM, to: TO });
      const anomalies = data?.detections ?? [];
      const times = new Map(anomalies.map((one) => [one.candle.openTime, one]));
      expect(lane.anomalies.reduce((sum, { count }) => sum + count, 0)).toBe(anomalies.length);
      for (const { openTime, returnPeriodHours, kind } of lane.anomalies)
        expect([times.get(openTime)?.returnPeriodHours, times.get(openTime)?.kinds[0]]).toEqual([
          returnPeriodHours,
          kind,
        ]);
      const [incident] = data?.incidents ?? [];
      const { peak, ...rest } = incident ?? { peak: null };
      expect(lane.newestIncident).toEqual(
        peak && { ...rest, peakAt: peak.candle.openTime, peakReturnPeriodHours: peak.returnPeriodHours },
      );
    }
    expect(all[2]).toMatchObject({ newestIncident: null, anomalies: [] });
    expect(all[0]?.anomalies.length).toBeGreaterThan(20);
  });

  it('have the rarest anomaly of each part of the range', async () => {
    const [fine] = await lanes();
    const [coarse] = await lanes({ parts: 1 });
    const rarest = Math.max(
      ...(fine?.anomalies ?? []).map(({ returnPeriodHours }) => returnPeriodHours ?? 0),
    );
    expect(coarse?.anomalies).toHaveLength(1);
    expect(coarse?.anomalies[0]?.returnPeriodHours).toBe(rarest);
    const halves = await lanes({ parts: 2 });
    expect(halves[0]?.anomalies).toHaveLength(2);
  });

  it('come page by page', async () => {
    expect((await lanes({ limit: 1, offset: 1 })).map(({ symbol }) => symbol)).toEqual(['LANE/B']);
  });

  it.each([
    [{ from: TO, to: FROM }, 'BAD_USER_INPUT'],
    [{ parts: 0 }, 'BAD_USER_INPUT'],
    [{ parts: 251 }, 'LIMIT_EXCEEDED'],
    [{ limit: 501 }, 'LIMIT_EXCEEDED'],
    [{ offset: -1 }, 'BAD_USER_INPUT'],
  ])('are refused for %j', async (variables, code) => {
    const { errors } = await server.ask(LANES, { from: FROM, to: TO, ...variables });
    expect(errors?.[0]?.extensions.code).toBe(code);
  });
});
