import { ANOMALY_KINDS } from '@detective/models';
import type { Detection } from '@detective/schema';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from './within.ts';

/** How long a scrape waits for values from the database. */
const READ_PATIENCE_MS = 2_000;

/** One value of a gauge, with its labels. */
export type Figure<Label extends string> = Record<Label, string> & { value: number };

/** The metrics that Prometheus reads from `/metrics`; each name begins with `detective_`. */
export class Metrics {
  readonly registry = new Registry();
  readonly #begun = new Set<string>();

  readonly candles = this.#counter('candles_total', 'Candles judged and stored', [
    'exchange',
    'symbol',
    'interval',
  ]);
  readonly anomalies = this.#counter('anomalies_total', 'Anomalies by their strongest kind', [
    'exchange',
    'symbol',
    'interval',
    'kind',
  ]);
  readonly operations = this.#counter('operations_total', 'GraphQL operations by transport', ['transport']);
  readonly errors = this.#counter('errors_total', 'Errors sent to clients by code', ['code']);
  readonly socketsClosed = this.#counter('sockets_closed_total', 'WebSockets closed by close code', ['code']);
  readonly subscribersDropped = this.#counter(
    'subscribers_dropped_total',
    'Subscribers disconnected because they had stopped reading',
    [],
  );
  readonly readersDropped = this.#counter(
    'readers_dropped_total',
    'HTTP connections dropped because they stopped reading their answer',
    [],
  );
  readonly deletedCandles = this.#counter('deleted_candles_total', 'Candles deleted by retention', []);
  readonly deletedDeliveries = this.#counter(
    'deleted_deliveries_total',
    'Receipts of messages deleted by retention',
    [],
  );
  readonly deliveryAttempts = this.#counter(
    'delivery_attempts_total',
    'Attempts to deliver a message, by kind of channel and how they ended',
    ['channel_kind', 'outcome'],
  );
  readonly deliveriesEnded = this.#counter(
    'deliveries_ended_total',
    'Messages that were delivered or given up',
    ['channel_kind', 'state'],
  );
  readonly deliverySeconds = new Histogram({
    name: 'detective_delivery_seconds',
    help: 'Time from the transaction of a message until its receiver had it',
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 3_600, 21_600, 86_400],
    registers: [this.registry],
  });
  readonly heartbeats = this.#counter('heartbeats_total', 'Requests to HEARTBEAT_URL', ['result']);
  readonly ingestSeconds = new Histogram({
    name: 'detective_ingest_seconds',
    help: 'Time from a predictAnomaly or predictAnomalies request to its answer',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  readonly feedLagSeconds = new Histogram({
    name: 'detective_feed_lag_seconds',
    help: 'Time from the judgement of a candle until subscribers can get it',
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 30],
    registers: [this.registry],
  });

  readonly standbyReads = this.#counter(
    'standby_reads_total',
    'Reads that may be stale: answered by the standby, or by the primary because it was too old or failed',
    ['outcome'],
  );

  constructor(modelId: string) {
    collectDefaultMetrics({ register: this.registry });
    const model = new Gauge({
      name: 'detective_model_info',
      help: 'The model in use; always 1',
      labelNames: ['model_id'],
      registers: [this.registry],
    });
    model.set({ model_id: modelId }, 1);
    for (const transport of ['http', 'websocket']) this.operations.inc({ transport }, 0);
  }

  /**
   * Lets the counters of a series begin at 0: of one that begins at 1 Prometheus does not see that it has grown, and the
   * first anomaly after each start would count for nothing.
   */
  beginSeries({ exchange, symbol, interval }: Pick<Detection, 'exchange' | 'symbol' | 'interval'>): void {
    const name = `${exchange} ${symbol} ${interval}`;
    if (this.#begun.has(name)) return;
    this.#begun.add(name);
    this.candles.inc({ exchange, symbol, interval }, 0);
    for (const kind of ANOMALY_KINDS) this.anomalies.inc({ exchange, symbol, interval, kind }, 0);
  }

  /** A gauge that is read at each scrape. */
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

  /** A gauge with a value for each set of labels, read at each scrape; left out if that fails or takes too long. */
  figures<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Promise<Figure<Label>[]>,
  ): void {
    new Gauge<string>({
      name: `detective_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        this.reset();
        const figures = (await within(READ_PATIENCE_MS, read())) ?? [];
        for (const figure of figures) {
          const labels = labelNames.map((label) => [label, figure[label]] as const);
          this.set(Object.fromEntries(labels), figure.value);
        }
      },
    });
  }

  countDetections(
    detections: Pick<Detection, 'exchange' | 'symbol' | 'interval' | 'isAnomaly' | 'kinds'>[],
  ): void {
    for (const { exchange, symbol, interval, isAnomaly, kinds } of detections) {
      this.beginSeries({ exchange, symbol, interval });
      this.candles.inc({ exchange, symbol, interval });
      if (isAnomaly) this.anomalies.inc({ exchange, symbol, interval, kind: kinds[0] ?? 'NONE' });
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `detective_${name}`, help, labelNames, registers: [this.registry] });
  }
}
