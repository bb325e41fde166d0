import { PrivateTargetError } from './public-lookup.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The receiver refused the connection.',
  ECONNRESET: 'The receiver cut the connection before its answer was whole.',
  EPIPE: 'The receiver cut the connection before its answer was whole.',
  ENOTFOUND: "The receiver's name is not known.",
  EAI_AGAIN: "The receiver's name could not be looked up.",
  ETIMEDOUT: 'The receiver could not be reached in time.',
  EHOSTUNREACH: 'The receiver could not be reached.',
  ENETUNREACH: 'The receiver could not be reached.',
  CERT_HAS_EXPIRED: "The receiver's certificate has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The receiver's certificate is for another name.",
};

/** Why no whole answer came, as a plain sentence that names neither address nor secret. */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'The receiver gave no whole answer in time.';
  if (error instanceof PrivateTargetError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return 'The receiver answered with something that is not HTTP.';
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL/.test(code))
    return REASONS[code] ?? `The receiver offers no TLS connection that can be trusted (${code}).`;
  return REASONS[code] ?? `The receiver gave no whole answer${code ? ` (${code})` : ''}.`;
}
