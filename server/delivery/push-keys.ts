import { PushKey } from '@detective/schema';
import type { DataSource } from 'typeorm';
import webPush from 'web-push';
import type { VapidKeys } from './channels/push-carrier.ts';
import type { SecretBox } from './secret-box.ts';

const ID = 'vapid';
const OWNER = 'push key';

export interface PushKeysOptions {
  dataSource: DataSource;
  box: SecretBox;
  /** Where people reach the page. */
  publicUrl: string | undefined;
  /** The sender of mails, with or without a name. */
  mailFrom: string | undefined;
}

/** The keys of push messages, made when they are first asked for: the same for all servers on a database. */
export class PushKeys {
  readonly #options: PushKeysOptions;

  constructor(options: PushKeysOptions) {
    this.#options = options;
  }

  /** What browsers subscribe with. */
  async publicKey(): Promise<string> {
    return (await this.#row()).publicKey;
  }

  /** @throws {WrongKeyError} if they were encrypted with another key than this server's */
  async keys(): Promise<VapidKeys> {
    const { publicKey, sealedPrivateKey } = await this.#row();
    const privateKey = this.#options.box.open(sealedPrivateKey, OWNER);
    return { publicKey, privateKey, subject: subjectOf(this.#options) };
  }

  /** Encrypts what was stored before there was a key. */
  async seal(): Promise<void> {
    const { dataSource, box } = this.#options;
    const row = await dataSource.manager.findOneBy(PushKey, { id: ID });
    if (!row || !box.isToSeal(row.sealedPrivateKey)) return;
    const sealedPrivateKey = box.seal(box.open(row.sealedPrivateKey, OWNER), OWNER);
    await dataSource.manager.update(PushKey, { id: ID }, { sealedPrivateKey });
  }

  async #row(): Promise<PushKey> {
    const { manager } = this.#options.dataSource;
    const found = await manager.findOneBy(PushKey, { id: ID });
    if (found) return found;
    const { publicKey, privateKey } = webPush.generateVAPIDKeys();
    const sealedPrivateKey = this.#options.box.seal(privateKey, OWNER);
    // Another server may have made them meanwhile: the first ones count.
    await manager.query(
      `INSERT INTO push_key (id, public_key, sealed_private_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [ID, publicKey, sealedPrivateKey],
    );
    return manager.findOneByOrFail(PushKey, { id: ID });
  }
}

/** Whom a push service may ask about messages: the page, or whoever sends the mails. */
function subjectOf({ publicUrl, mailFrom }: PushKeysOptions): string {
  if (publicUrl?.startsWith('https://')) return publicUrl;
  const address = /[^\s<>]+@[^\s<>]+/.exec(mailFrom ?? '')?.[0];
  return `mailto:${address ?? 'operator@bitcoin-anomaly-detective.invalid'}`;
}
