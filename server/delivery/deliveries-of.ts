import { Delivery, type Incident } from '@detective/schema';
import { In, type DataSource, type EntityManager } from 'typeorm';
import { SharedPoll } from '../feed/shared-poll.ts';

/**
 * Reads the deliveries of incidents: those asked for in the same turn, and while it reads, at once. Those of a channel with
 * a budget tell of an incident of its own, which goes with each that it shares a time with.
 */
export function deliveriesOf(dataSource: DataSource): (incident: Incident) => Promise<Delivery[]> {
  let found = new Map<string, Delivery[]>();
  const poll = new SharedPoll<Incident>(async (incidents) => {
    found = await readDeliveries(dataSource.manager, incidents);
  });
  return async (incident) => {
    await poll.ask([incident]);
    return found.get(incident.id) ?? [];
  };
}

async function readDeliveries(
  manager: EntityManager,
  incidents: readonly Incident[],
): Promise<Map<string, Delivery[]>> {
  const pairs = await manager.query<{ incidentId: string; deliveryId: string }[]>(
    `WITH asked AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
                  AS asked (id, exchange, symbol, interval, opened_at, newest_at)
     )
     SELECT asked.id AS "incidentId", delivery.id AS "deliveryId"
       FROM asked JOIN delivery ON delivery.incident_id = asked.id
      UNION
     SELECT asked.id, delivery.id
       FROM asked JOIN channel_incident AS own
              ON own.exchange = asked.exchange AND own.symbol = asked.symbol AND own.interval = asked.interval
             AND own.opened_at <= asked.newest_at AND own.newest_at >= asked.opened_at
             JOIN delivery ON delivery.channel_id = own.channel_id AND delivery.incident_id = own.incident_id`,
    [
      incidents.map(({ id }) => id),
      incidents.map(({ exchange }) => exchange),
      incidents.map(({ symbol }) => symbol),
      incidents.map(({ interval }) => interval),
      incidents.map(({ openedAt }) => openedAt.toISOString()),
      incidents.map(({ newestAt }) => newestAt.toISOString()),
    ],
  );
  const deliveries = await manager.find(Delivery, {
    where: { id: In([...new Set(pairs.map(({ deliveryId }) => deliveryId))]) },
    order: { number: 'ASC' },
  });
  const wanted = new Set(pairs.map(({ incidentId, deliveryId }) => `${incidentId} ${deliveryId}`));
  return new Map(
    incidents.map(({ id }) => [id, deliveries.filter((delivery) => wanted.has(`${id} ${delivery.id}`))]),
  );
}
