/** An hour in which something publicly known moved the market. */
export interface KnownEvent {
  readonly openTime: number;
  readonly title: string;
}

/** The events of bitcoin; loaded only by those who look at real candles of it. */
export async function loadKnownEvents(): Promise<readonly KnownEvent[]> {
  const { default: events } = await import('known-events.json');
  return events.map(({ openTime, title }) => ({ openTime: Date.parse(openTime), title }));
}
