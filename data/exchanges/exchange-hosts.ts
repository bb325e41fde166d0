/** Where the requests to an exchange go instead of its own servers, by ccxt's id of the exchange. */
export type ExchangeHosts = ReadonlyMap<string, URL>;

export class ExchangeHostsError extends Error {
  override name = 'ExchangeHostsError';

  constructor(received: string) {
    super(
      `EXCHANGE_HOSTS: expected entries such as kraken=http://127.0.0.1:9001, separated by blanks, received ${JSON.stringify(received.slice(0, 80))}`,
    );
  }
}

const ENTRY = /^([a-z0-9]+)=(https?:\/\/.+)$/;

/**
 * Reads the setting `EXCHANGE_HOSTS`.
 *
 * @throws {ExchangeHostsError} for an entry that is none, has more than a host, or names an exchange twice
 * @example parseExchangeHosts('kraken=http://127.0.0.1:9001 okx=http://127.0.0.1:9002')
 */
export function parseExchangeHosts(text: string): ExchangeHosts {
  const hosts = new Map<string, URL>();
  for (const entry of text.split(/\s+/).filter((part) => part !== '')) {
    const [, exchange = '', address = ''] = ENTRY.exec(entry) ?? [];
    const host = URL.canParse(address) ? new URL(address) : undefined;
    const isBare = host && host.pathname === '/' && host.search === '' && host.hash === '';
    if (!host || !isBare || hosts.has(exchange)) throw new ExchangeHostsError(entry);
    hosts.set(exchange, host);
  }
  return hosts;
}

/** The same address at another host, path and query unchanged. */
export function redirected(address: string, host: URL | undefined): URL {
  const { pathname, search } = new URL(address);
  return host ? new URL(`${host.origin}${pathname}${search}`) : new URL(address);
}
