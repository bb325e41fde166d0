import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Endpoint } from '../graphql/endpoint.ts';
import { isGraphql } from './http-errors.ts';

/** Refuses requests to a name that is not ours, and to GraphQL those of other sites' pages. */
export function checkOrigins(http: FastifyInstance, { origins }: Pick<Endpoint, 'origins'>): void {
  http.addHook('onRequest', async ({ headers, url }) => {
    origins.checkHost(headers);
    if (isGraphql(url)) origins.checkOrigin(headers);
  });
}

/** Lets browsers hand our answers to pages of the sites that are allowed. */
export async function shareWithOrigins(http: FastifyInstance, allowedOrigins: string[]): Promise<void> {
  if (allowedOrigins.length === 0) return;
  await http.register(cors, { origin: allowedOrigins, methods: ['GET', 'POST'], maxAge: 600 });
}
