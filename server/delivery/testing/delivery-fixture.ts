import { ChannelKind, MessageKind, type Channel } from '@detective/schema';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../ormconfig.ts';
import { migrate } from '../../database/migrate.ts';
import { createDatabase } from '../../testing/test-database.ts';
import { createCarriers } from '../channels/carriers.ts';
import { Channels } from '../channels.ts';
import { DeliveryWorker } from '../delivery-worker.ts';
import { PushKeys } from '../push-keys.ts';
import { queueDeliveries } from '../queue-deliveries.ts';
import { SecretBox } from '../secret-box.ts';
import { Receiver } from './receiver.ts';

const TITLES = {
  opened: 'price crash',
  worse: 'price crash, rarer still',
  closed: 'calm again after 2 anomalies',
};

/** A database, a worker that carries what is queued there, and a webhook to a receiver. */
export class DeliveryFixture implements AsyncDisposable {
  private constructor(
    readonly dataSource: DataSource,
    readonly channels: Channels,
    readonly receiver: Receiver,
    readonly channel: Channel,
    readonly worker: DeliveryWorker,
  ) {}

  static async open(): Promise<DeliveryFixture> {
    const databaseUrl = await createDatabase();
    const dataSource = await createDataSource(databaseUrl).initialize();
    await migrate(dataSource);
    const receiver = await Receiver.start();
    const carriers = createCarriers({ allowPrivateTargets: true, smtpUrl: undefined, mailFrom: undefined });
    const box = new SecretBox(undefined);
    const pushKeys = new PushKeys({ dataSource, box, publicUrl: undefined, mailFrom: undefined });
    const channels = new Channels({ dataSource, carriers, box, pushKeys });
    const log = pino({ level: 'silent' });
    const target = `${receiver.url}/alerts`;
    const { channel, secret } = await channels.add({ kind: ChannelKind.WEBHOOK, name: 'test', target });
    receiver.secrets.push(secret ?? '');
    const worker = new DeliveryWorker({
      ...{ databaseUrl, databaseTimeoutMs: 30_000, dataSource, carriers, box, log },
    });
    worker.start();
    return new DeliveryFixture(dataSource, channels, receiver, channel, worker);
  }

  /** Queues what is told of an incident. */
  async tell(incidentId: string, ...types: (keyof typeof TITLES)[]): Promise<void> {
    for (const type of types) {
      const message = {
        ...{ type: `incident.${type}` as const, timestamp: '2026-03-02T03:00:00.000Z' },
        ...{ title: `${incidentId} 1h: ${TITLES[type]}`, text: 'It fell.', data: { incidentId, type } },
      };
      const kind = MessageKind[`INCIDENT_${type.toUpperCase() as Uppercase<typeof type>}`];
      await queueDeliveries(this.dataSource.manager, [
        { channel: this.channel, eventKey: `${type} ${incidentId}`, kind, message, incidentId },
      ]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker.dispose();
    await this.receiver[Symbol.asyncDispose]();
    await this.dataSource.destroy();
  }
}
