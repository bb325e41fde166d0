import { buildSchema, execute, parse, print, type DocumentNode } from 'graphql';
import { expect, it } from 'vitest';
import { compactDocument } from './compact-document.ts';

const QUERY = `query Newest($count: Int!, $isLong: Boolean = true) {
  series(count: $count, of: { symbols: ["A", "B"], from: 1.5 }) @include(if: $isLong) { ...Names }
  fails
}
fragment Names on Series { name: symbol }`;

const schema = buildSchema(`
  type Series { symbol: String }
  input Of { symbols: [String], from: Float }
  type Query { series(count: Int, of: Of): [Series] fails: Int }`);

const rootValue = {
  series: ({ count, of }: { count: number; of: object }) => [{ symbol: JSON.stringify([count, of]) }],
  fails() {
    throw new Error('it failed');
  },
};

const run = async (document: DocumentNode, variableValues: object) =>
  JSON.stringify(await execute({ schema, document, rootValue, variableValues: { ...variableValues } }));

it('a compact document prints the same and runs the same, and its errors tell the same places', async () => {
  const document = compactDocument(parse(QUERY));
  expect(print(document)).toBe(print(parse(QUERY)));
  for (const variables of [{ count: 2 }, { count: 2, isLong: false }, { count: 'many' }])
    expect(await run(document, variables)).toBe(await run(parse(QUERY), variables));
  expect(await run(document, { count: 2 })).toContain('"locations":[{"line":3,"column":3}]');
});

it('a compact document holds no token', () => {
  expect(JSON.stringify(compactDocument(parse(QUERY)), null, 1)).not.toContain('Token');
  expect(compactDocument(parse(QUERY)).definitions[0]?.loc).not.toHaveProperty('startToken');
});
