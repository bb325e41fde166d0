import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alert budgets that are set while the server runs. */
export class AlertBudgets1768435200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "alert_budget" (
        "exchange" text NOT NULL,
        "symbol" text NOT NULL,
        "interval" text NOT NULL,
        "alerts_per_week" double precision,
        "revision" integer NOT NULL,
        "set_at" timestamptz NOT NULL,
        CONSTRAINT "alert_budget_key" PRIMARY KEY ("exchange", "symbol", "interval")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "alert_budget"');
  }
}
