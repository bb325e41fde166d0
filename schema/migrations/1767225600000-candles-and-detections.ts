import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CandlesAndDetections1767225600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "candle" (
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "open_time" timestamptz NOT NULL,
        "open" double precision NOT NULL,
        "high" double precision NOT NULL,
        "low" double precision NOT NULL,
        "close" double precision NOT NULL,
        "volume" double precision NOT NULL,
        CONSTRAINT "candle_key" PRIMARY KEY ("symbol", "interval", "open_time")
      )`);
    await queryRunner.query(`
      CREATE TABLE "detection" (
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "open_time" timestamptz NOT NULL,
        "status" text NOT NULL,
        "forecast_high" double precision,
        "forecast_low" double precision,
        "anomaly_score" double precision,
        "threshold" double precision,
        "upper_limit" double precision,
        "lower_limit" double precision,
        "is_anomaly" boolean NOT NULL,
        "kinds" text array NOT NULL,
        "return_period_hours" double precision,
        "reason" text,
        "model_id" text NOT NULL,
        "detected_at" timestamptz NOT NULL,
        CONSTRAINT "detection_key" PRIMARY KEY ("symbol", "interval", "open_time"),
        CONSTRAINT "detection_of_candle" FOREIGN KEY ("symbol", "interval", "open_time")
          REFERENCES "candle" ("symbol", "interval", "open_time") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX "detection_anomalies" ON "detection" ("symbol", "interval", "open_time") WHERE is_anomaly`,
    );
    await queryRunner.query(`
      CREATE TABLE "series" (
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "candle_count" integer NOT NULL,
        "anomaly_count" integer NOT NULL,
        "first_open_time" timestamptz NOT NULL,
        "last_open_time" timestamptz NOT NULL,
        "warm_up_remaining" integer NOT NULL,
        CONSTRAINT "series_key" PRIMARY KEY ("symbol", "interval")
      )`);
    await queryRunner.query(`
      CREATE TABLE "detector_state" (
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "model_id" text NOT NULL,
        "open_time" timestamptz NOT NULL,
        "state" bytea NOT NULL,
        CONSTRAINT "detector_state_key" PRIMARY KEY ("symbol", "interval")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['detector_state', 'series', 'detection', 'candle']) {
      await queryRunner.query(`DROP TABLE "${table}"`);
    }
  }
}
