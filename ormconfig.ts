import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Candle, Detection, DetectorState, Series, Verdict } from '@detective/schema';
import { CandlesAndDetections1767225600000 } from './schema/migrations/1767225600000-candles-and-detections.ts';
import { Verdicts1767312000000 } from './schema/migrations/1767312000000-verdicts.ts';

/**
 * The connection to PostgreSQL that server and migration command share.
 *
 * @param url such as `postgres://user:password@localhost:5432/candles`; without one, the `PG*` variables of the
 *   environment say where PostgreSQL is
 */
export function createDataSource(url?: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'bitcoin-anomaly-detective',
    entities: [Candle, Detection, DetectorState, Series, Verdict],
    migrations: [CandlesAndDetections1767225600000, Verdicts1767312000000],
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: 10,
    connectTimeoutMS: 5_000,
  });
}

/** What the TypeORM command line uses: `npm run migration -- migration:show`. */
export default createDataSource(process.env.DATABASE_URL);
