import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fillIncidents } from '../fill-incidents.ts';

interface Row {
  exchange: string;
  symbol: string;
  interval: string;
  first: Date;
}

/** Anomalies that belong together; those of the stored anomalies are made here once. */
export class Incidents1767744000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "incident" (
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "opened_at" timestamptz NOT NULL,
        "newest_at" timestamptz NOT NULL,
        "closed_at" timestamptz,
        "anomaly_count" integer NOT NULL,
        "kinds" text[] NOT NULL,
        "peak_at" timestamptz NOT NULL,
        "peak_return_period_hours" double precision,
        "changed_at" timestamptz NOT NULL,
        CONSTRAINT "incident_key" PRIMARY KEY ("exchange", "symbol", "interval", "opened_at"),
        CONSTRAINT "incident_peak" FOREIGN KEY ("exchange", "symbol", "interval", "peak_at")
          REFERENCES "detection" ("exchange", "symbol", "interval", "open_time") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX "incident_changes" ON "incident" ("exchange", "symbol", "interval", "changed_at")`,
    );
    await queryRunner.query(
      `CREATE INDEX "incident_of_peak" ON "incident" ("exchange", "symbol", "interval", "peak_at")`,
    );
    // A server of before that still runs waits here, so that no candle is stored behind the back of this.
    await queryRunner.query('LOCK TABLE "series" IN EXCLUSIVE MODE');
    await queryRunner.query('ALTER TABLE "series" ADD "incident_opened_at" timestamptz');
    await queryRunner.query('ALTER TABLE "series" ADD "incidents_up_to" timestamptz');
    const all = (await queryRunner.query(
      `SELECT exchange, symbol, interval, first_open_time AS first FROM series`,
    )) as Row[];
    for (const { first, ...key } of all) await fillIncidents(queryRunner, key, first);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "series" DROP COLUMN "incidents_up_to"');
    await queryRunner.query('ALTER TABLE "series" DROP COLUMN "incident_opened_at"');
    await queryRunner.query('DROP TABLE "incident"');
  }
}
