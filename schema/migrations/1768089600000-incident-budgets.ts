import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels may have a budget of incidents; those that are there have none and stay as they are. */
export class IncidentBudgets1768089600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "channel" ADD "incidents_per_week" double precision');
    await queryRunner.query(`
      CREATE TABLE "channel_incident" (
        "channel_id" uuid NOT NULL,
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "opened_at" timestamptz NOT NULL,
        "incident_id" text NOT NULL,
        "newest_at" timestamptz NOT NULL,
        "closed_at" timestamptz,
        "candle_count" integer NOT NULL,
        "kinds" text[] NOT NULL,
        "peak_at" timestamptz NOT NULL,
        "peak_return_period_hours" double precision,
        "peak_kinds" text[] NOT NULL,
        "peak_reason" text,
        "is_told" boolean NOT NULL,
        "told_hours" double precision,
        CONSTRAINT "channel_incident_key" PRIMARY KEY ("channel_id", "exchange", "symbol", "interval", "opened_at")
      )`);
    await queryRunner.query(
      `CREATE INDEX "channel_incident_open" ON "channel_incident" ("channel_id") WHERE closed_at IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "channel_incident_times" ON "channel_incident" ("exchange", "symbol", "interval", "opened_at")`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "channel_incident"');
    await queryRunner.query('ALTER TABLE "channel" DROP COLUMN "incidents_per_week"');
  }
}
