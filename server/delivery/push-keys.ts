import { PushKey } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import webPush from 'web-push';
import type { VapidKeys } from './channels/push-carrier.ts';
import type { SecretBox } from './secret-box.ts';

const OWNER = 'push key';

/** The key pair of the database, which is made when it is first asked for: browsers subscribe to one and keep to it. */
async function readKey(manager: EntityManager, box: SecretBox): Promise<PushKey> {
  const known = await manager.findOneBy(PushKey, { id: 1 });
  if (known) return known;
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  await manager.query(
    'INSERT INTO push_key (id, public_key, sealed_private_key) VALUES (1, $1, $2) ON CONFLICT DO NOTHING',
    [publicKey, box.seal(privateKey, OWNER)],
  );
  return manager.findOneByOrFail(PushKey, { id: 1 });
}

/** What browsers subscribe with. */
export const readPublicKey = async (manager: EntityManager, box: SecretBox): Promise<string> =>
  (await readKey(manager, box)).publicKey;

/** @param subject whom a push service may ask about this server, "https://…" or "mailto:…" */
export async function readVapidKeys(
  manager: EntityManager,
  box: SecretBox,
  subject: string,
): Promise<VapidKeys> {
  const { publicKey, sealedPrivateKey } = await readKey(manager, box);
  return { publicKey, privateKey: box.open(sealedPrivateKey, OWNER), subject };
}
