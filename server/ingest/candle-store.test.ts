import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { expect, it, vi, onTestFinished } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { CandleStore } from './candle-store.ts';
import { Detectors } from './detectors.ts';

const hours = [...simulate({ seed: 5, interval: '1h', from: Date.UTC(2021, 0, 1), count: 3 })];

it('a transaction takes as many statements for forty series as for one', async () => {
  const dataSource = await createMigratedDataSource();
  onTestFinished(() => dataSource.destroy());
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);

  /** Stores the hour of each of these series in one transaction. */
  const statements = (hour: number, symbols: string[]) =>
    dataSource.transaction(async (manager) => {
      const { queryRunner } = manager;
      const candle = hours[hour];
      if (!queryRunner || !candle) throw new Error('no transaction, or no such hour');
      const asked = vi.spyOn(queryRunner, 'query');
      const candles = symbols.map((symbol) => ({ ...candle, exchange: '', symbol, interval: '1h' as const }));
      const store = await CandleStore.open(manager, detectors, detectors.states, candles, Infinity);
      expect(store.judge(candles, new Date())).toHaveLength(symbols.length);
      await store.write(manager);
      return asked.mock.calls.length;
    });

  const many = Array.from({ length: 40 }, (_, index) => `MANY/${index}`);
  await statements(0, many);
  await statements(0, ['ONE/USD']);
  // Locks, budgets, series, states and the writing of all of it; here no state is known beforehand.
  expect(await statements(1, many)).toBe(5);
  expect(await statements(1, ['ONE/USD'])).toBe(5);
});

it('a connection parses the statements of every transaction once', async () => {
  const dataSource = await createMigratedDataSource();
  onTestFinished(() => dataSource.destroy());
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  await dataSource.transaction(async (manager) => {
    for (const candle of hours) {
      const candles = [{ ...candle, exchange: '', symbol: 'ONE/USD', interval: '1h' as const }];
      const store = await CandleStore.open(manager, detectors, detectors.states, candles, Infinity);
      store.judge(candles, new Date());
      await store.write(manager);
    }
    const prepared = await manager.query<{ name: string; runs: number }[]>(
      'SELECT name, (generic_plans + custom_plans)::int AS runs FROM pg_prepared_statements ORDER BY name',
    );
    expect(prepared.filter(({ runs }) => runs === hours.length).map(({ name }) => name)).toEqual([
      'INSERT INTO "candle" with all that belongs to it',
      'lock series',
      'read series',
    ]);
  });
});
