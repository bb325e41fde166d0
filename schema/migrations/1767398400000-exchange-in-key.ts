import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERIES = ['exchange', 'symbol', 'interval'];
const CANDLE = [...SERIES, 'open_time'];

/** Primary keys by table, those that others refer to first. */
const KEYS: Readonly<Record<string, string[]>> = {
  candle: CANDLE,
  detection: CANDLE,
  verdict: CANDLE,
  series: SERIES,
  detector_state: SERIES,
};

/** Foreign key, its table and the table that it refers to, as they were made. */
const REFERENCES = [
  ['detection_of_candle', 'detection', 'candle'],
  ['verdict_on_detection', 'verdict', 'detection'],
] as const;

const columns = (names: string[]) => names.map((name) => `"${name}"`).join(', ');
const without = (name: string, names: string[]) => names.filter((other) => other !== name);

/** A series is exchange, symbol and interval; what is stored so far has the empty exchange. */
export class ExchangeInKey1767398400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Empty means that whoever sent the candles named no exchange, as nobody could until now.
    for (const table of Object.keys(KEYS))
      await queryRunner.query(`ALTER TABLE "${table}" ADD COLUMN "exchange" text NOT NULL DEFAULT ''`);
    await changeKeys(queryRunner, (names) => names);
  }

  /** @throws where two exchanges have the same market, which the keys of before can't tell apart */
  async down(queryRunner: QueryRunner): Promise<void> {
    await changeKeys(queryRunner, (names) => without('exchange', names));
    for (const table of Object.keys(KEYS))
      await queryRunner.query(`ALTER TABLE "${table}" DROP COLUMN "exchange"`);
  }
}

async function changeKeys(queryRunner: QueryRunner, of: (names: string[]) => string[]): Promise<void> {
  for (const [name, table] of REFERENCES)
    await queryRunner.query(`ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`);
  await queryRunner.query('DROP INDEX "detection_anomalies"');
  for (const [table, names] of Object.entries(KEYS)) {
    await queryRunner.query(
      `ALTER TABLE "${table}" DROP CONSTRAINT "${table}_key",
         ADD CONSTRAINT "${table}_key" PRIMARY KEY (${columns(of(names))})`,
    );
  }
  const key = columns(of(CANDLE));
  await queryRunner.query(`CREATE INDEX "detection_anomalies" ON "detection" (${key}) WHERE is_anomaly`);
  for (const [name, table, to] of REFERENCES) {
    await queryRunner.query(
      `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" FOREIGN KEY (${key})
         REFERENCES "${to}" (${key}) ON DELETE CASCADE`,
    );
  }
}
