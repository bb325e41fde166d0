import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps alerts from being made or told at the moment. */
export class Troubles1767916800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "trouble" (
        "key" text NOT NULL,
        "since" timestamptz NOT NULL,
        "subject" text NOT NULL,
        "exchange" text,
        "symbol" text,
        "interval" text,
        "channel_id" uuid,
        CONSTRAINT "trouble_key" PRIMARY KEY ("key")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "trouble"');
  }
}
