import { buildSchema, parse, print, validate } from 'graphql';
import { expect, it } from 'vitest';
import { withoutTokens } from './without-tokens.ts';

const QUERY = 'query Newest($count: Int!) {\n  series(count: $count) { symbol }\n  nothing\n}';

it('a document without its tokens prints the same, and its errors tell the same places', () => {
  const schema = buildSchema('type Series { symbol: String } type Query { series(count: Int): [Series] }');
  const document = withoutTokens(parse(QUERY));
  expect(document.definitions[0]?.loc?.startToken.next).toBeNull();
  expect(print(document)).toBe(print(parse(QUERY)));
  const places = (of: typeof document) => validate(schema, of).map((error) => error.toString());
  expect(places(document)).toEqual(places(parse(QUERY)));
  expect(places(document)[0]).toContain('3:3');
});
