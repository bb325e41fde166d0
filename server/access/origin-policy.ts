import type { IncomingHttpHeaders } from 'node:http';
import { BadInputError, ForbiddenError } from '../errors/request-errors.ts';
import { isLoopback } from './tokens.ts';

export interface OriginSettings {
  /** Where the server listens. */
  host: string;
  /** Host names under which it may be asked besides those of this machine. */
  allowedHosts: string[];
  /** Other sites whose pages may use it, such as `https://example.org`. */
  allowedOrigins: string[];
}

/**
 * Which pages may use this server. A browser sends requests for any page that its owner visits, from within the
 * owner's network: to a server without tokens only two headers tell those from honest ones.
 *
 * `Origin` names the page. It has to be one of ours, or allowed. Clients that are no browsers send none.
 *
 * `Host` is the name by which the server was found. A page can have a name of its own point to this machine and so pass
 * for ours; therefore a server on a loopback address answers to the names of this machine only, and to those allowed.
 * On other addresses any name will do unless some are listed: who can be reached by everybody is protected by tokens.
 */
export class OriginPolicy {
  readonly #settings: OriginSettings;
  readonly #isHostChecked: boolean;

  constructor(settings: OriginSettings) {
    this.#settings = settings;
    this.#isHostChecked = isLoopback(settings.host) || settings.allowedHosts.length > 0;
  }

  /**
   * @throws {BadInputError} for a header `Host` that is none
   * @throws {ForbiddenError} for a name under which this server may not be asked
   */
  checkHost({ host }: IncomingHttpHeaders): void {
    // Only HTTP/1.0 may leave it out, and browsers never do.
    if (host === undefined) return;
    const { hostname } = parse(`http://${host}`) ?? {};
    if (hostname === undefined) throw new BadInputError('Host: expected a host name, perhaps with a port');
    if (!this.#isHostChecked || isLoopback(hostname)) return;
    const { host: own, allowedHosts } = this.#settings;
    // The server's own worker asks under the address on which the server listens.
    if ([own, `[${own}]`, ...allowedHosts].includes(hostname)) return;
    throw new ForbiddenError(
      `Host: expected localhost or one of ALLOWED_HOSTS, received ${JSON.stringify(host.slice(0, 100))}`,
    );
  }

  /** @throws {ForbiddenError} for a request that a page of another site made */
  checkOrigin({ host, origin }: IncomingHttpHeaders): void {
    if (origin === undefined || this.#settings.allowedOrigins.includes(origin)) return;
    const page = parse(origin);
    // A proxy that ends TLS speaks plain HTTP to us, so the page's scheme is taken for both.
    if (page && page.host !== '' && page.host === parse(`${page.protocol}//${host}`)?.host) return;
    throw new ForbiddenError(
      `Origin: expected this server or one of ALLOWED_ORIGINS, received ${JSON.stringify(origin.slice(0, 100))}`,
    );
  }
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
