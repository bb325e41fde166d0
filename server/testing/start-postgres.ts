import pino from 'pino';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';

// A process that starts the PostgreSQL of a folder, says where it is, and waits to be killed.
const postgres = await EmbeddedPostgres.start(process.argv[2] ?? '', pino({ level: 'silent' }));
console.log(await postgres.database('candles'));
setInterval(() => undefined, 60_000);
