import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The volume of a candle may be unknown: some exchanges count contracts whose size nobody knows. Stored ones stay. */
export class UnknownVolume1767571200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "candle" ALTER COLUMN "volume" DROP NOT NULL`);
  }

  /** Refused by the database as long as it holds a candle of unknown volume: there is no number to put in its place. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "candle" ALTER COLUMN "volume" SET NOT NULL`);
  }
}
