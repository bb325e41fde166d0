import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = 'v1:';
const PLAIN = 'plain:';

/** What is stored was encrypted with a key that this server does not have. */
export class WrongKeyError extends Error {
  override name = 'WrongKeyError';

  constructor() {
    super('The address of this channel is encrypted with another ENCRYPTION_KEY than that of this server.');
  }
}

/** Encrypts what must not be read from the database alone; without a key it is stored as it is. */
export class SecretBox {
  readonly #key: Buffer | undefined;

  constructor(key: string | undefined) {
    this.#key = key === undefined ? undefined : scryptSync(key, 'bitcoin-anomaly-detective', 32);
  }

  /** @param owner what it belongs to: it can be opened for nothing else */
  seal(text: string, owner: string): string {
    if (!this.#key) return PLAIN + text;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv).setAAD(Buffer.from(owner));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return SEALED + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
  }

  /** @throws {WrongKeyError} without the key that it was sealed with */
  open(sealed: string, owner: string): string {
    if (sealed.startsWith(PLAIN)) return sealed.slice(PLAIN.length);
    if (!this.#key || !sealed.startsWith(SEALED)) throw new WrongKeyError();
    const bytes = Buffer.from(sealed.slice(SEALED.length), 'base64');
    const body = bytes.subarray(IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch {
      throw new WrongKeyError();
    }
  }

  /** Whether it was stored before there was a key. */
  isToSeal(sealed: string): boolean {
    return this.#key !== undefined && sealed.startsWith(PLAIN);
  }
}
