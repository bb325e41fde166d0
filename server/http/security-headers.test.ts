import fastify from 'fastify';
import { expect, it } from 'vitest';
import { PLAYGROUND_POLICY, setSecurityHeaders } from './security-headers.ts';

it('pages may connect to the host that they came from, and to no other one over whichever protocol', async () => {
  const app = fastify();
  setSecurityHeaders(app);
  app.get('/', () => 'a page');
  const { headers } = await app.inject('/');
  await app.close();
  for (const policy of [String(headers['content-security-policy']), PLAYGROUND_POLICY]) {
    const directives = policy.split(';').map((directive) => directive.trim());
    expect(directives.find((directive) => directive.startsWith('connect-src'))).toBe("connect-src 'self'");
    expect(directives).toContain("default-src 'none'");
  }
});
