import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Candles added up for pictures of a long time, which are made when first asked for, and an index of what is rare. */
export class CandleSums1768176000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "candle_sum" (
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "intervals" integer NOT NULL,
        "start" timestamptz NOT NULL,
        "open" double precision NOT NULL,
        "high" double precision NOT NULL,
        "low" double precision NOT NULL,
        "close" double precision NOT NULL,
        "volume" double precision,
        "candle_count" integer NOT NULL,
        CONSTRAINT "candle_sum_key" PRIMARY KEY ("exchange", "symbol", "interval", "intervals", "start")
      )`);
    await queryRunner.query(
      `CREATE INDEX "detection_rare" ON "detection" ("exchange", "symbol", "interval", "open_time")
        WHERE return_period_hours >= 24 OR is_anomaly`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX "detection_rare"');
    await queryRunner.query('DROP TABLE "candle_sum"');
  }
}
