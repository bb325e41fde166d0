import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where messages go, and what became of each. */
export class ChannelsAndDeliveries1767830400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "channel" (
        "id" uuid NOT NULL,
        "kind" text NOT NULL,
        "name" text NOT NULL,
        "masked_target" text NOT NULL,
        "sealed_target" text NOT NULL,
        "target_id" uuid NOT NULL,
        "sealed_secrets" text,
        "exchange" text,
        "symbol" text,
        "interval" text,
        "kinds" text[],
        "min_return_period_hours" double precision,
        "quiet_from" text,
        "quiet_to" text,
        "time_zone" text NOT NULL DEFAULT 'UTC',
        "summary" text,
        "is_paused" boolean NOT NULL DEFAULT false,
        "failing_since" timestamptz,
        "last_error" text,
        "retry_at" timestamptz,
        "created_at" timestamptz NOT NULL,
        CONSTRAINT "channel_key" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`
      CREATE TABLE "delivery" (
        "id" uuid NOT NULL,
        "number" bigserial NOT NULL,
        "channel_id" uuid NOT NULL,
        "channel_name" text NOT NULL,
        "channel_kind" text NOT NULL,
        "target_id" uuid NOT NULL,
        "event_key" text NOT NULL,
        "incident_id" text,
        "told_hours" double precision,
        "kind" text NOT NULL,
        "message" jsonb NOT NULL,
        "state" text NOT NULL,
        "attempts" integer NOT NULL DEFAULT 0,
        "answers" jsonb NOT NULL DEFAULT '[]',
        "last_error" text,
        "next_attempt_at" timestamptz,
        "claimed_until" timestamptz,
        "created_at" timestamptz NOT NULL,
        "deadline" timestamptz NOT NULL,
        "delivered_at" timestamptz,
        CONSTRAINT "delivery_key" PRIMARY KEY ("id")
      )`);
    for (const index of [
      `UNIQUE INDEX "delivery_once" ON "delivery" ("event_key", "channel_id", "target_id")`,
      `INDEX "delivery_order" ON "delivery" ("channel_id", "incident_id", "number")`,
      `INDEX "delivery_of_incident" ON "delivery" ("incident_id")`,
      `INDEX "delivery_pending" ON "delivery" ("channel_id", "next_attempt_at") WHERE state = 'PENDING'`,
    ])
      await queryRunner.query(`CREATE ${index}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['delivery', 'channel']) await queryRunner.query(`DROP TABLE "${table}"`);
  }
}
