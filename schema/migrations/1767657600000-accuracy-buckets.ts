import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fillAccuracyBuckets } from '../fill-accuracy-buckets.ts';

interface Row {
  exchange: string;
  symbol: string;
  interval: string;
  first: Date;
  last: Date;
}

/** How the forecasts of each thousand candles did; that of the stored ones is added up here once. */
export class AccuracyBuckets1767657600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "accuracy_bucket" (
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "start" timestamptz NOT NULL,
        "scored_count" integer NOT NULL,
        "error_sum" double precision NOT NULL,
        "baseline_count" integer NOT NULL,
        "baseline_sum" double precision NOT NULL,
        "anomaly_count" integer NOT NULL,
        "last_open_time" timestamptz NOT NULL,
        "last_high" double precision NOT NULL,
        CONSTRAINT "accuracy_bucket_key" PRIMARY KEY ("exchange", "symbol", "interval", "start")
      )`);
    // A server of before that still runs waits here, so that no candle is stored behind the back of this.
    await queryRunner.query('LOCK TABLE "series" IN EXCLUSIVE MODE');
    const all = (await queryRunner.query(
      `SELECT exchange, symbol, interval, first_open_time AS first, last_open_time AS last FROM series`,
    )) as Row[];
    for (const { first, last, ...key } of all) {
      await fillAccuracyBuckets(queryRunner, key, { first: first.getTime(), last: last.getTime() });
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "accuracy_bucket"');
  }
}
