import type { Message } from './message.ts';

/** A message as the tests of this folder send it. */
export const MESSAGE: Message = {
  id: '6d9f5c1e-3b0a-4c57-9a52-0c7d7a3f9b11',
  type: 'incident.opened',
  timestamp: '2021-05-19T13:00:00.000Z',
  title: 'BTC/USD 1h on kraken: price crash',
  text: 'Fell to 30,000: 1,280 below forecast, 13 × the usual miss. Once in 2,100 hours.',
  data: { incidentId: '7', symbol: 'BTC/USD' },
  link: 'https://detective.example.org/#kraken:BTC/USD:1h',
  chart: { closes: [42_000, 41_500, 39_000, 36_800, 38_200], anomalies: [3] },
};

/** Far longer than any attempt takes: a machine with other work is no fault of a receiver. */
export const inTime = () => AbortSignal.timeout(100_000);
