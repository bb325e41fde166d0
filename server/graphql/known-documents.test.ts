import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { KnownDocuments } from './known-documents.ts';

const texts = ['{ a }', '{ b }', '{ c }', '{ d }'];

it('keeps so many characters of documents; those not asked for the longest go first', () => {
  const known = new KnownDocuments(15);
  for (const text of texts.slice(0, 3)) known.add(text, parse(text));
  expect(known.get('{ a }')).toBeDefined();
  known.add('{ d }', parse('{ d }'));
  expect(texts.map((text) => known.get(text) !== undefined)).toEqual([true, false, true, true]);
});

it('gives the document that it was given first, and keeps none that would push out half of the others', () => {
  const known = new KnownDocuments(15);
  const first = parse('{ a }');
  known.add('{ a }', first);
  known.add('{ a }', parse('{ a }'));
  expect(known.get('{ a }')).toBe(first);
  known.add('{ abcdefgh }', parse('{ abcdefgh }'));
  expect(known.get('{ abcdefgh }')).toBeUndefined();
});
