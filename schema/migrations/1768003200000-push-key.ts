import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys of push messages: whoever has subscribed with them has to find them again. */
export class PushKey1768003200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "push_key" (
        "id" text NOT NULL,
        "public_key" text NOT NULL,
        "sealed_private_key" text NOT NULL,
        CONSTRAINT "push_key_id" PRIMARY KEY ("id")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "push_key"');
  }
}
