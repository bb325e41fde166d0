import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The usual range of each candle, and what the views gave to the score of each anomaly. What was judged before has
 * neither: a judgement is not made anew.
 */
export class UsualRange1768348800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE "detection"
        ADD "usual_high" double precision,
        ADD "usual_low" double precision,
        ADD "contributions" jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE "detection" DROP "contributions", DROP "usual_low", DROP "usual_high"`);
  }
}
