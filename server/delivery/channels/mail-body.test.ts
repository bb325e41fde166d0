import { expect, it } from 'vitest';
import { mailBody } from './mail-body.ts';
import type { Message } from './message.ts';

it('writes closes as people write them, and those of tiny prices short', () => {
  const range = (closes: number[]) => {
    const html = mailBody({
      ...{ id: '1', type: 'incident.opened', timestamp: '2026-03-02T03:00:00.000Z', title: 'a', text: 'b' },
      ...{ data: {}, chart: { closes, anomalies: [] } },
    } as unknown as Message).html;
    return /from ([^ ]+) to ([^ ]+); anomalies/.exec(String(html))?.slice(1);
  };
  expect(range([64_123.4, 65_000])).toEqual(['64,123.4', '65,000']);
  expect(range([1_234.5678, 99_999.994])).toEqual(['1,234.57', '99,999.99']);
  expect(range([0.0000123, 0.5])).toEqual(['0.0000123', '0.5']);
  expect(range([5e-324, 2.1073569e-9])).toEqual(['5e-324', '2.10736e-9']);
});
