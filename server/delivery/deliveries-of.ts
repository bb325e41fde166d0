import { Delivery } from '@detective/schema';
import { In, type DataSource } from 'typeorm';
import { SharedPoll } from '../feed/shared-poll.ts';

/** Reads the deliveries of incidents: those asked for in the same turn, and while it reads, in one query. */
export function deliveriesOf(dataSource: DataSource): (incidentId: string) => Promise<Delivery[]> {
  let found = new Map<string, Delivery[]>();
  const poll = new SharedPoll<string>(async (ids) => {
    const next = new Map<string, Delivery[]>(ids.map((id) => [id, []]));
    const rows = await dataSource.manager.find(Delivery, {
      where: { incidentId: In(ids) },
      order: { number: 'ASC' },
    });
    for (const row of rows) next.get(row.incidentId ?? '')?.push(row);
    found = next;
  });
  return async (incidentId) => {
    await poll.ask([incidentId]);
    return found.get(incidentId) ?? [];
  };
}
