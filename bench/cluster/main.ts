import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { blowsOn } from './blows.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { findFaults } from './judge.ts';
import { Load } from './load.ts';
import { measureBlow, tableOf, type Outcome } from './measure-blow.ts';
import { missingPrograms } from './required-programs.ts';
import { StaleReaders } from './stale-readers.ts';
import { tellSizes } from './tell-sizes.ts';

const USAGE = `Usage: npm run cluster -- [options]

  --series N       how many series are written at the same time (300)
  --subscribers N  how many subscribers follow them, spread evenly (3000)
  --rate N         candles a second of all series together (60)
  --pause N        seconds of calm before each blow (5)
  --only WORDS     of the blows only those whose name holds this

Starts three servers, HAProxy, a Redis Cluster and two PostgreSQL under Patroni on this machine, kills one part after
the other while candles are sent, and compares in the end what was acknowledged, stored and delivered, and what readers
saw on the standby. The last line is the verdict; the exit code follows it. See docs/scaling.md.
`;

const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '300' },
    subscribers: { type: 'string', default: '3000' },
    rate: { type: 'string', default: '60' },
    pause: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
});

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

async function run(cluster: Cluster): Promise<string[]> {
  const [series, subscribers, rate] = [values.series, values.subscribers, values.rate].map(Number) as [
    number,
    number,
    number,
  ];
  const load = new Load({ url: cluster.url, series, subscribers, rate });
  const readers = new StaleReaders(cluster.url, load);
  const outcomes: Outcome[] = [];
  try {
    load.start();
    readers.start();
    await load.untilAllServed();
    say(`${series} series, ${subscribers} subscribers, ${rate} candles a second`);
    for (const blow of blowsOn(cluster).filter(({ name }) => name.includes(values.only))) {
      await pause(Number(values.pause) * 1_000);
      outcomes.push(await measureBlow(blow, load));
      say(`${blow.name}: served again, ${load.acknowledged} candles acknowledged so far`);
    }
    await load.stop();
    await readers.stop();
    const faults = [...(await findFaults(load, cluster.databaseUrl)), ...readers.faults];
    say(await tellSizes(cluster.databaseUrl));
    return faults;
  } finally {
    await readers.stop();
    console.log(`\n${tableOf(outcomes)}\n`);
    say(`${load.acknowledged} candles acknowledged, ${load.delivered} received by subscribers`);
    const { standby, primary, failed } = readers.reads;
    say(
      `History was read ${standby} times on the standby, ${primary} times on the primary, ${failed} times in vain`,
    );
    await load.dispose();
  }
}

async function main(): Promise<boolean> {
  const cluster = await startCluster(say);
  const end = () => void cluster.dispose().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const faults = await run(cluster);
    for (const fault of faults.slice(0, 20)) say(`FAULT  ${fault}`);
    if (faults.length > 0) for (const line of cluster.servers.lastLines) console.log(line);
    return faults.length === 0;
  } catch (error) {
    console.error(error);
    for (const line of cluster.servers.lastLines) console.log(line);
    return false;
  } finally {
    await cluster.dispose();
  }
}

if (values.help) process.stdout.write(USAGE);
else {
  const missing = missingPrograms();
  for (const line of missing) console.error(line);
  if (missing.length > 0) process.exit(1);
  const hasPassed = await main();
  console.log(hasPassed ? 'CLUSTER PASSED' : 'CLUSTER FAILED');
  process.exit(hasPassed ? 0 : 1);
}
