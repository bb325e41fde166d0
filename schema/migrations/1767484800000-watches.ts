import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Watches over markets, the lease of the server that follows them, and what exchanges correct afterwards. */
export class Watches1767484800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "watch" (
        "id" uuid NOT NULL,
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "history_days" integer NOT NULL,
        "created_at" timestamptz NOT NULL,
        "ended_at" timestamptz,
        "state" text NOT NULL,
        "newest_open_time" timestamptz,
        "next_expected_at" timestamptz,
        "failure" text,
        "failing_since" timestamptz,
        "retry_at" timestamptz,
        CONSTRAINT "watch_key" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "watch_series" ON "watch" ("exchange", "symbol", "interval")`,
    );
    await queryRunner.query(`
      CREATE TABLE "watch_lease" (
        "id" integer NOT NULL,
        "owner" uuid,
        "lease_until" timestamptz NOT NULL,
        CONSTRAINT "watch_lease_key" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`INSERT INTO "watch_lease" ("id", "lease_until") VALUES (1, now())`);
    await queryRunner.query(`
      CREATE TABLE "correction" (
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "open_time" timestamptz NOT NULL,
        "noticed_at" timestamptz NOT NULL,
        "open" double precision NOT NULL,
        "high" double precision NOT NULL,
        "low" double precision NOT NULL,
        "close" double precision NOT NULL,
        "volume" double precision,
        CONSTRAINT "correction_key" PRIMARY KEY ("exchange", "symbol", "interval", "open_time", "noticed_at"),
        CONSTRAINT "correction_of_candle" FOREIGN KEY ("exchange", "symbol", "interval", "open_time")
          REFERENCES "candle" ("exchange", "symbol", "interval", "open_time") ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['correction', 'watch_lease', 'watch']) {
      await queryRunner.query(`DROP TABLE "${table}"`);
    }
  }
}
