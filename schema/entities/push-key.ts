import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What proves to push services that messages come from this server; one row, for all servers on a database. */
@Entity('push_key')
export class PushKey {
  @PrimaryColumn('text')
  id!: string;

  /** Uncompressed point on P-256, base64url: what browsers subscribe with. */
  @Column('text', { name: 'public_key' })
  publicKey!: string;

  /** Encrypted where the server has a key. */
  @Column('text', { name: 'sealed_private_key' })
  sealedPrivateKey!: string;
}
