import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Verdicts1767312000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "verdict" (
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "open_time" timestamptz NOT NULL,
        "kind" text NOT NULL,
        "note" text NOT NULL,
        "decided_at" timestamptz NOT NULL,
        CONSTRAINT "verdict_key" PRIMARY KEY ("symbol", "interval", "open_time"),
        CONSTRAINT "verdict_on_detection" FOREIGN KEY ("symbol", "interval", "open_time")
          REFERENCES "detection" ("symbol", "interval", "open_time") ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "verdict"');
  }
}
