import type { ChannelKind } from '@detective/schema';
import type { Carrier } from './channels/message.ts';

/** What carries messages, by the kind of channel. */
export type Carriers = Readonly<Partial<Record<ChannelKind, Carrier>>>;

/** @throws for a kind that this server has no carrier for */
export function carrierOf(carriers: Carriers, kind: ChannelKind): Carrier {
  const carrier = carriers[kind];
  if (!carrier) throw new Error(`There is nothing that carries messages to ${kind}`);
  return carrier;
}
