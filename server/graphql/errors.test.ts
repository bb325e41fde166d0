import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { publicError } from './errors.ts';

const published = (error: GraphQLError) => publicError(error.toJSON(), error);
const thrownBy = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['series'], originalError });

it('a fault of ours is masked, whatever it says', () => {
  const error = published(thrownBy(new Error('relation "candle" does not exist at /srv/app/server.ts:1')));
  expect(error).toMatchObject({ message: 'Something went wrong here. It was logged.', path: ['series'] });
  expect(error.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
});

it('a database that is away is called so, whether PostgreSQL or the network says it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  const stopping = Object.assign(new Error('terminating connection'), { code: '57P01' });
  const cut = new Error('Connection terminated unexpectedly');
  for (const cause of [refused, stopping, cut]) {
    expect(published(thrownBy(cause)).extensions?.code).toBe('SERVICE_UNAVAILABLE');
  }
});

it('a fault of the request keeps its message', () => {
  const unknownField = new GraphQLError('Cannot query field "price" on type "Candle".');
  expect(published(unknownField)).toMatchObject({
    message: unknownField.message,
    extensions: { code: 'BAD_USER_INPUT' },
  });
  const scalar = new GraphQLError('Variable "$at" got invalid value', {
    originalError: new TypeError('no date'),
  });
  expect(published(scalar).extensions?.code).toBe('BAD_USER_INPUT');
});
