/** A newer version of the project has changed the tables: this one would write rows that the newer one can't read. */
export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError';

  /** @param migrations names of those that this version doesn't know */
  constructor(migrations: readonly string[]) {
    super(
      `The database was written by a newer version: it has the migration${migrations.length === 1 ? '' : 's'} ` +
        `${migrations.join(', ')}, which this version doesn't know. Start the newer version again, or give this one ` +
        `another database (DATABASE_URL or DATA_DIR).`,
    );
  }
}
