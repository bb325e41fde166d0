import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key pair with which this database's servers prove to push services who they are: one row. */
@Entity('push_key')
export class PushKey {
  /** Always 1. */
  @PrimaryColumn('int')
  id!: number;

  @Column('text', { name: 'public_key' })
  publicKey!: string;

  /** Encrypted where the server has a key. */
  @Column('text', { name: 'sealed_private_key' })
  sealedPrivateKey!: string;
}
