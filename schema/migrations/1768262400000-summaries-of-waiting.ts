import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that are told together, and what old receipts are found by. */
export class SummariesOfWaiting1768262400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "delivery" ADD "unanswered" integer NOT NULL DEFAULT 0, ADD "summary_id" uuid`,
    );
    // Of what was tried before, nobody has noted how.
    await queryRunner.query(`UPDATE "delivery" SET "unanswered" = "attempts" WHERE "state" = 'PENDING'`);
    for (const index of [
      `"delivery_of_summary" ON "delivery" ("summary_id") WHERE summary_id IS NOT NULL`,
      `"delivery_ended" ON "delivery" ("deadline") WHERE state <> 'PENDING'`,
    ])
      await queryRunner.query(`CREATE INDEX ${index}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "delivery_ended"`);
    await queryRunner.query(`ALTER TABLE "delivery" DROP COLUMN "summary_id", DROP COLUMN "unanswered"`);
  }
}
