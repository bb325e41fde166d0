import { expect, it } from 'vitest';
import { summaryOfWaiting, type WaitingMessage } from './summary-of-waiting.ts';

const NOW = new Date('2026-03-02T03:00:00Z');
const waiting = (
  id: string,
  incidentId: string | null,
  message: Partial<WaitingMessage['message']>,
): WaitingMessage => ({
  id,
  incidentId,
  message: { type: 'incident.opened', timestamp: '', title: '', text: '', data: {}, ...message },
});

it('says in one line what belongs to one incident, and leads to the newest', () => {
  const { title, text, link } = summaryOfWaiting(
    [
      waiting('1', 'a', { title: 'BTC/USDT:USDT 1h: price crash', link: 'https://a.example/#1' }),
      waiting('2', 'b', { title: 'ETH/USD 1h on kraken: volume surge', link: 'https://a.example/#2' }),
      waiting('3', 'a', { title: 'BTC/USDT:USDT 1h: calm again after one anomaly' }),
      waiting('4', null, { type: 'trouble.over', title: 'No more trouble with the channel "pager"' }),
      waiting('5', null, { type: 'summary', title: 'The day up to 2026-03-02', text: 'All calm.' }),
      waiting('6', null, {
        type: 'silent',
        title: '4 series are silent',
        text: 'A/USD 1h',
        data: { series: [] },
      }),
    ],
    NOW,
  );
  expect(title).toBe('6 messages that had to wait');
  expect(text.split('\n')).toEqual([
    'BTC/USDT:USDT 1h: price crash; calm again after one anomaly',
    'ETH/USD 1h on kraken: volume surge',
    'No more trouble with the channel "pager"',
    'The day up to 2026-03-02: All calm.',
    '4 series are silent: A/USD 1h',
  ]);
  expect(link).toBe('https://a.example/#2');
});

it('counts what would make it too long for people, and leaves nothing out for programs', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    waiting(`${index}`, null, { title: `Message ${index}` }),
  );
  const { text, data } = summaryOfWaiting(many, NOW);
  expect(text.split('\n')).toHaveLength(51);
  expect(text).toMatch(/Message 49\nand 10 more\.$/);
  expect(data['deliveries']).toHaveLength(60);
});
