import { useIntervalFn } from '@vueuse/core';
import { shallowRef } from 'vue';
import { answered } from '../api/answered.ts';
import { useServer } from '../connection/use-server.ts';
import { writeAuthorization } from '../connection/write-token.ts';
import { refusalOf, type Refusal } from '../mutations/refusal.ts';
import { type Channel, channelsQuery, type Delivery } from './channel-documents.ts';

const EVERY_MS = 3_000;
const DELIVERIES = 50;

export interface ChannelsNow {
  readonly sendsMail: boolean;
  readonly channels: readonly Channel[];
  readonly deliveries: readonly Delivery[];
}

/**
 * The channels and what was sent, asked for again and again while somebody looks. `refusal` is set while they can't be
 * had; where a token is needed nobody asks until one is entered.
 */
export function useChannels() {
  const { apollo } = useServer();
  const now = shallowRef<ChannelsNow>();
  const refusal = shallowRef<Refusal | null>(null);
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      const { data } = await apollo.query({
        query: channelsQuery,
        variables: { limit: DELIVERIES },
        fetchPolicy: 'no-cache',
        context: { headers: writeAuthorization() },
      });
      now.value = {
        sendsMail: answered(data, 'about').sendsMail,
        channels: answered(data, 'channels'),
        deliveries: answered(data, 'deliveries'),
      };
      refusal.value = null;
    } catch (error) {
      refusal.value = refusalOf(error);
    } finally {
      isAsking = false;
    }
  }

  useIntervalFn(() => void (refusal.value?.isTokenNeeded || ask()), EVERY_MS, { immediateCallback: true });
  return { now, refusal, ask };
}
