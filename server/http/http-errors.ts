import type { FastifyInstance } from 'fastify';
import type { Endpoint } from '../graphql/endpoint.ts';

/** Answers to requests that never became an operation, in the shape and with the codes of the others. */
export function answerHttpErrors(app: FastifyInstance, { log, metrics }: Endpoint): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ error, requestId: request.id }, 'A request failed');
    const code =
      status === 413 ? 'LIMIT_EXCEEDED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
    metrics.errors.inc({ code });
    const message = status >= 500 ? 'Something went wrong here. It was logged.' : error.message;
    return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .type('text/plain')
      .send(`There is nothing at ${request.url.split('?')[0]?.slice(0, 100)}.\n`),
  );
}
