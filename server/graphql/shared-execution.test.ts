import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SharedOperations } from './shared-execution.ts';

let asked = 0;
const schema = buildSchema(`
  type Candle { high: Float, low: Float }
  type Query { candle: Candle }
  type Subscription { candle(after: String, symbol: String): Candle }
`);
const highOf = ({ high }: { high: number }) => {
  asked++;
  return high;
};
const field = schema.getType('Candle');
if (field && 'getFields' in field) {
  const { high } = field.getFields();
  if (high && 'resolve' in high) high.resolve = highOf;
}

const operations = new SharedOperations();

function join(query: string, variableValues: Record<string, unknown> = {}) {
  return operations.join({ schema, document: parse(query), variableValues }, query);
}

const AFTER = 'subscription ($after: String) { candle(after: $after) { high } }';

describe('subscribers of one operation', () => {
  it('share one execution of each event and one text of its result', async () => {
    const others = operations.size;
    const [one, other] = [join(AFTER, { after: '2021' }), join(AFTER, { after: '2022' })];
    const event = { candle: { high: 5 } };
    asked = 0;
    const results = await Promise.all([one, other].map(({ operation }) => operation.resultOf(event)));
    expect(results.map(({ text }) => text)).toEqual(Array(2).fill('{"data":{"candle":{"high":5}}}'));
    expect(asked).toBe(1);
    await one.operation.resultOf({ candle: { high: 6 } });
    expect(asked).toBe(2);
    for (const { leave } of [one, other]) leave();
    expect(operations.size).toBe(others);
  });

  it('share an error, without a text that hides it', async () => {
    const { operation, leave } = join(AFTER);
    const { errors, result } = await operation.resultOf({
      candle: () => {
        throw new Error('broken');
      },
    });
    expect(errors).toMatchObject([{ message: 'broken', path: ['candle'] }]);
    expect(result.data).toEqual({ candle: null });
    leave();
  });
});

describe('operations are kept apart', () => {
  const SKIP = 'subscription ($skip: Boolean!) { candle { low high @skip(if: $skip) } }';
  const BOTH = `subscription ($of: String, $skip: Boolean!) { candle(symbol: $of) { ...Shown } }
    fragment Shown on Candle { low high @skip(if: $skip) }`;

  it.each([
    ['by what they select', join(AFTER), join(AFTER.replace('high', 'low'))],
    ['by a variable that decides what is told', join(SKIP, { skip: true }), join(SKIP, { skip: false })],
    ['by one within a fragment', join(BOTH, { skip: true }), join(BOTH, { skip: false })],
  ])('%s', (_how, one, other) => {
    expect(one.operation).not.toBe(other.operation);
  });

  it('by their name in a document of several', () => {
    const text = 'subscription A { candle { high } } subscription B { candle { low } }';
    const of = (operationName: string) =>
      operations.join({ schema, document: parse(text), operationName }, text).operation;
    expect(of('A')).not.toBe(of('B'));
    expect(of('A')).toBe(of('A'));
  });
});
