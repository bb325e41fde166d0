import { channelOf } from '../../server/feed/wake-topic.ts';
import type { Cluster } from './cluster.ts';
import { until } from './daemon.ts';
import { killPostgres } from './kill-postgres.ts';
import type { Blow } from './measure-blow.ts';

/** One of the channels over which servers tell each other of candles. */
const CHANNEL = channelOf('detections', 0);

const nothing = () => Promise.resolve();

/** All that is done to the cluster, one after the other. The first is nothing, for comparison. */
export const blowsOn = (cluster: Cluster): Blow[] => [
  { name: 'none', strike: () => Promise.resolve({ untilTakenOver: nothing, restore: nothing }) },
  { name: 'one server killed', strike: () => killServer(cluster) },
  { name: 'one Redis master killed', strike: () => cluster.redis.killMasterOf(CHANNEL) },
  { name: 'a Redis slot moved', strike: () => moveSlot(cluster) },
  { name: 'PostgreSQL killed on the primary', strike: () => killOnPrimary(cluster, { postgres: true }) },
  { name: 'Patroni killed on the primary', strike: () => killOnPrimary(cluster, { patroni: true }) },
  {
    name: 'the whole primary killed',
    strike: () => killOnPrimary(cluster, { postgres: true, patroni: true }),
  },
];

async function killServer(cluster: Cluster) {
  await cluster.servers.kill(0);
  return { untilTakenOver: () => cluster.servers.restart(0), restore: nothing };
}

async function moveSlot({ redis }: Cluster) {
  await redis.moveSlotOf(CHANNEL);
  return { untilTakenOver: () => redis.untilServed(), restore: () => redis.untilWhole() };
}

interface Victims {
  postgres?: boolean;
  patroni?: boolean;
}

async function killOnPrimary({ postgres, databaseUrl }: Cluster, victims: Victims) {
  const [primary, before] = [await postgres.primary(), await postgres.reachedPrimary(databaseUrl)];
  if (!primary || before === undefined) throw new Error('There is no primary to kill.');
  // Patroni first, or it would start its PostgreSQL again.
  if (victims.patroni) await primary.patroni.kill();
  if (victims.postgres) await killPostgres(primary.dataFolder);
  return {
    untilTakenOver: () =>
      until('HAProxy leads to another primary, or to a new start of this one', async () => {
        const reached = await postgres.reachedPrimary(databaseUrl);
        return reached !== undefined && reached !== before;
      }),
    async restore() {
      if (victims.patroni) primary.patroni.restart();
      await postgres.untilWhole();
    },
  };
}
