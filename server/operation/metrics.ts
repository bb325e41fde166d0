import type { AnomalyKind } from '@detective/schema';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` tells Prometheus, with `detective_` before each name. */
export class Metrics {
  readonly registry = new Registry();

  readonly candles = this.#counter('candles_total', 'Candles judged and stored', ['symbol', 'interval']);
  readonly anomalies = this.#counter('anomalies_total', 'Anomalies by what was strongest', [
    'symbol',
    'interval',
    'kind',
  ]);
  readonly operations = this.#counter('operations_total', 'GraphQL operations by transport', ['transport']);
  readonly errors = this.#counter('errors_total', 'Errors sent to clients by code', ['code']);
  readonly socketsClosed = this.#counter('sockets_closed_total', 'WebSockets closed by close code', ['code']);
  readonly subscribersDropped = this.#counter(
    'subscribers_dropped_total',
    'Subscribers dropped because they stopped reading',
    [],
  );
  readonly readersDropped = this.#counter(
    'readers_dropped_total',
    'HTTP connections dropped because they stopped reading their answer',
    [],
  );
  readonly deletedCandles = this.#counter(
    'deleted_candles_total',
    'Candles deleted because of their age',
    [],
  );
  readonly ingestSeconds = new Histogram({
    name: 'detective_ingest_seconds',
    help: 'From a request for judgement to its answer',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  readonly feedLagSeconds = new Histogram({
    name: 'detective_feed_lag_seconds',
    help: 'From the judgement of a candle to its way out to subscribers',
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 30],
    registers: [this.registry],
  });

  constructor(modelId: string) {
    collectDefaultMetrics({ register: this.registry });
    const model = new Gauge({
      name: 'detective_model_info',
      help: 'The model that judges',
      labelNames: ['model_id'],
      registers: [this.registry],
    });
    model.set({ model_id: modelId }, 1);
  }

  /** A figure that is read when somebody asks for it. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `detective_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  countDetections(
    detections: { symbol: string; interval: string; isAnomaly: boolean; kinds: AnomalyKind[] }[],
  ): void {
    for (const { symbol, interval, isAnomaly, kinds } of detections) {
      this.candles.inc({ symbol, interval });
      if (isAnomaly) this.anomalies.inc({ symbol, interval, kind: kinds[0] ?? 'NONE' });
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `detective_${name}`, help, labelNames, registers: [this.registry] });
  }
}
