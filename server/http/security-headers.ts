import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Made once, and so checked at the start: @fastify/helmet 13.2 does both at each request. */
const setHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      // The chart draws its own elements and sets their styles from script.
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      // WebSockets of ours included; Safari learnt that with version 16.
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // Served over plain HTTP on loopback as well; whoever terminates TLS sets it there.
  strictTransportSecurity: false,
});

/** Headers for every answer, with a content security policy that lets the dashboard load only what is ours. */
export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => setHeaders(request.raw, reply.raw, done as () => void));
}

/** The policy for GraphiQL, whose editor makes styles and workers of its own: no other server. */
export const PLAYGROUND_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  'worker-src blob: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
