import { randomUUID } from 'node:crypto';
import {
  Channel,
  ChannelIncident,
  ChannelKind,
  Delivery,
  DeliveryState,
  type ChannelInput,
} from '@detective/schema';
import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { ChannelTargetError } from './channels/channel-target-error.ts';
import { carrierOf, type Carriers } from './carriers-by-kind.ts';
import { newSecret, openSecrets, ROTATION_MS, sealSecrets, sealTarget } from './channel-target.ts';
import { checkChannel } from './check-channel.ts';
import { checkSpelling } from './check-spelling.ts';
import { resend } from './delivery-store.ts';
import { hastenWaiting } from './hasten-waiting.ts';
import { LIFETIME_MS } from './queue-deliveries.ts';
import type { PushKeys } from './push-keys.ts';
import type { SecretBox } from './secret-box.ts';
import { skipUnwanted } from './skip-unwanted.ts';
import { testChannel } from './test-channel.ts';

const MOST_CHANNELS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export interface ChannelsOptions {
  dataSource: DataSource;
  carriers: Carriers;
  box: SecretBox;
  pushKeys: PushKeys;
}

/** The channels of this database, and what people do with them. */
export class Channels {
  readonly #options: ChannelsOptions;

  constructor(options: ChannelsOptions) {
    this.#options = options;
  }

  get #manager(): EntityManager {
    return this.#options.dataSource.manager;
  }

  /** Encrypts what was stored before there was a key. */
  async sealAll(): Promise<void> {
    const { box, pushKeys } = this.#options;
    await pushKeys.seal();
    for (const { id, sealedTarget, sealedSecrets } of await this.#manager.find(Channel)) {
      if (!box.isToSeal(sealedTarget)) continue;
      const address = box.open(sealedTarget, `${id} target`);
      const secrets = openSecrets(box, { id, sealedSecrets }, new Date());
      await this.#manager.update(
        Channel,
        { id },
        {
          sealedTarget: sealTarget(box, id, address),
          sealedSecrets: sealedSecrets === null ? null : sealSecrets(box, id, secrets),
        },
      );
    }
  }

  /** What a browser subscribes to push messages with. */
  pushKey(): Promise<string> {
    return this.#options.pushKeys.publicKey();
  }

  /** With how much is on its way to each. */
  async list(): Promise<Channel[]> {
    const channels = await this.#manager.find(Channel, { order: { createdAt: 'ASC', id: 'ASC' } });
    const rows = await this.#manager.query<{ id: string; count: number }[]>(
      `SELECT channel_id AS id, count(*)::int AS count FROM delivery
        WHERE state = 'PENDING' AND summary_id IS NULL GROUP BY channel_id`,
    );
    const pending = new Map(rows.map(({ id, count }) => [id, count]));
    return channels.map((channel) => Object.assign(channel, { pending: pending.get(channel.id) ?? 0 }));
  }

  /**
   * @returns the channel, and the secret of one that signs
   * @throws {BadInputError} for a value or an address that makes no sense
   */
  async add(input: ChannelInput): Promise<{ channel: Channel; secret: string | null }> {
    const settings = checkChannel(input);
    await checkSpelling(this.#manager, settings);
    const target = await this.#check(input);
    if ((await this.#manager.count(Channel)) >= MOST_CHANNELS)
      throw new LimitExceededError('Channels', MOST_CHANNELS, MOST_CHANNELS + 1);
    const id = randomUUID();
    const secret = input.kind === ChannelKind.WEBHOOK ? newSecret() : null;
    await this.#manager.insert(Channel, {
      ...settings,
      ...this.#addressOf(id, input.kind, target),
      ...{ id, kind: input.kind, isPaused: input.isPaused ?? false, createdAt: new Date() },
      sealedSecrets: secret === null ? null : sealSecrets(this.#options.box, id, [{ secret, until: null }]),
    });
    return { channel: await this.find(id), secret };
  }

  /** @throws {BadInputError} for an id that there is not, or a value that makes no sense */
  async update(id: string, input: ChannelInput): Promise<Channel> {
    const channel = await this.find(id);
    const settings = checkChannel(input);
    if (input.kind !== channel.kind)
      throw new BadInputError(
        `kind: expected ${channel.kind}, as a channel stays of its kind, received ${input.kind}`,
      );
    if (settings.symbol !== channel.symbol || settings.exchange !== channel.exchange)
      await checkSpelling(this.#manager, settings);
    const isSame = input.target === '' || input.target === channel.maskedTarget;
    const address = isSame ? {} : this.#addressOf(id, channel.kind, await this.#check(input));
    const isPaused = input.isPaused ?? channel.isPaused;
    const isFresh = !isSame || (channel.isPaused && !isPaused);
    const state = isFresh ? { failingSince: null, lastError: null, retryAt: null } : {};
    await this.#manager.update(Channel, { id }, { ...settings, ...address, ...state, isPaused });
    await skipUnwanted(this.#manager, { id, ...settings });
    if (isFresh) await hastenWaiting(this.#manager, id);
    // Without a budget it is told of the incidents that everybody sees.
    if (settings.incidentsPerWeek === null)
      await this.#manager.update(
        ChannelIncident,
        { channelId: id, closedAt: IsNull() },
        { closedAt: () => 'newest_at' },
      );
    return this.find(id);
  }

  /** Its receipts stay. */
  async remove(id: string): Promise<boolean> {
    if (!UUID.test(id)) return false;
    const { affected } = await this.#manager.delete(Channel, { id });
    return affected === 1;
  }

  /** A new secret, beside which the one before holds for another day. */
  async rotateSecret(id: string): Promise<{ channel: Channel; secret: string | null }> {
    const { box } = this.#options;
    const secret = newSecret();
    await this.#options.dataSource.transaction(async (manager) => {
      const channel = await manager.findOneOrFail(Channel, {
        where: { id: (await this.find(id)).id },
        lock: { mode: 'pessimistic_write' },
      });
      if (channel.sealedSecrets === null)
        throw new BadInputError(`A channel of kind ${channel.kind} signs nothing`);
      const now = new Date();
      const [newest] = openSecrets(box, channel, now);
      const until = new Date(now.getTime() + ROTATION_MS).toISOString();
      const secrets = [{ secret, until: null }, ...(newest ? [{ ...newest, until }] : [])];
      await manager.update(Channel, { id }, { sealedSecrets: sealSecrets(box, id, secrets) });
    });
    return { channel: await this.find(id), secret };
  }

  /** Sends a message to try a channel, and waits for what becomes of it. */
  async test(id: string): Promise<Delivery> {
    return testChannel(this.#manager, await this.find(id));
  }

  /** @throws {BadInputError} unless it was given up or left out */
  async resend(id: string): Promise<Delivery> {
    const isThere =
      UUID.test(id) &&
      (await this.#options.dataSource.transaction((manager) => resend(manager, id, LIFETIME_MS)));
    if (!isThere)
      throw new BadInputError('id: expected that of a delivery that is DEAD or SKIPPED, received another');
    return this.#manager.findOneByOrFail(Delivery, { id });
  }

  /** @throws {BadInputError} where there is none */
  async find(id: string): Promise<Channel> {
    const channel = UUID.test(id) ? await this.#manager.findOneBy(Channel, { id }) : null;
    if (!channel)
      throw new BadInputError(`There is no channel with the id ${JSON.stringify(id.slice(0, 40))}`);
    const pending = await this.#manager.countBy(Delivery, {
      ...{ channelId: id, state: DeliveryState.PENDING, summaryId: IsNull() },
    });
    return Object.assign(channel, { pending });
  }

  #addressOf(id: string, kind: ChannelKind, address: string) {
    const { box, carriers } = this.#options;
    const sealedTarget = sealTarget(box, id, address);
    return { sealedTarget, maskedTarget: carrierOf(carriers, kind).mask(address), targetId: randomUUID() };
  }

  async #check({ kind, target }: ChannelInput): Promise<string> {
    try {
      await carrierOf(this.#options.carriers, kind).check(target);
      return target;
    } catch (error) {
      if (error instanceof ChannelTargetError) throw new BadInputError(error.message);
      throw error;
    }
  }
}
