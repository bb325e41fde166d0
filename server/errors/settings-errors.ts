/** One or more settings that can't be used, each with what was expected and what was found. */
export class InvalidSettingsError extends Error {
  override name = 'InvalidSettingsError';

  constructor(faults: { setting: string; expected: string; received: string | undefined }[]) {
    const lines = faults.map(
      (fault) => `  ${fault.setting}: ${fault.expected}, received "${fault.received ?? ''}"`,
    );
    super(`These settings (environment or .env) can't be used:\n${lines.join('\n')}`);
  }
}

/** Others than this machine could send candles, and nobody said that they may. */
export class UnprotectedIngestError extends InvalidSettingsError {
  override name = 'UnprotectedIngestError';

  constructor(host: string) {
    const expected =
      'expected INGEST_TOKEN beside an address that others can reach, or ALLOW_ANONYMOUS_INGEST=true to let anybody in';
    super([{ setting: 'HOST', expected, received: host }]);
  }
}

/** Candles of a file and of an exchange would end up in one series. */
export class TwoSourcesError extends InvalidSettingsError {
  override name = 'TwoSourcesError';

  constructor(exchange: string) {
    super([{ setting: 'EXCHANGE', expected: 'expected either EXCHANGE or CANDLES_CSV', received: exchange }]);
  }
}

/** A standby is asked beside a primary, which only `DATABASE_URL` names. */
export class LonelyStandbyError extends InvalidSettingsError {
  override name = 'LonelyStandbyError';

  constructor() {
    super([{ setting: 'STANDBY_URL', expected: 'expected DATABASE_URL beside it', received: '(not shown)' }]);
  }
}
