import {
  Channel,
  ChannelInput,
  ChannelWithSecret,
  Delivery,
  DeliveryState,
  Incident,
} from '@detective/schema';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context.ts';
import { BadInputError, UnauthenticatedError } from '../errors/request-errors.ts';
import { checkLimit } from './history-resolver.ts';

const DEFAULT_ROWS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SHOWN_ONCE = 'The secret is shown this once.';

/** @throws {UnauthenticatedError} for who may only read: where messages go is nobody else's business */
function onlyWriters({ caller }: Context): void {
  if (!caller.access.mayIngest) throw new UnauthenticatedError('channels and deliveries', 'INGEST_TOKEN');
}

@Resolver()
export class ChannelResolver {
  @Query(() => [Channel], {
    description: 'The oldest first. Needs the token for mutations where there is one.',
  })
  channels(@Ctx() context: Context): Promise<Channel[]> {
    onlyWriters(context);
    return context.channels.list();
  }

  @Query(() => String, {
    description: 'With what a browser subscribes to push messages (VAPID, base64url).',
  })
  pushKey(@Ctx() { channels }: Context): Promise<string> {
    return channels.pushKey();
  }

  @Query(() => [Delivery], {
    description: 'The newest first. Needs the token for mutations where there is one.',
  })
  async deliveries(
    @Arg('channelId', () => ID, { nullable: true }) channelId: string | null,
    @Arg('state', () => DeliveryState, { nullable: true }) state: DeliveryState | null,
    @Arg('limit', () => Int, { nullable: true, defaultValue: DEFAULT_ROWS }) limit: number | null,
    @Ctx() context: Context,
  ): Promise<Delivery[]> {
    onlyWriters(context);
    if (channelId != null && !UUID.test(channelId)) throw new BadInputError('channelId: expected an id');
    return context.dataSource.manager.find(Delivery, {
      where: { ...(channelId != null && { channelId }), ...(state != null && { state }) },
      order: { number: 'DESC' },
      take: checkLimit(limit ?? DEFAULT_ROWS),
    });
  }

  @Mutation(() => ChannelWithSecret, { description: SHOWN_ONCE })
  addChannel(
    @Arg('channel', () => ChannelInput) channel: ChannelInput,
    @Ctx() { channels }: Context,
  ): Promise<ChannelWithSecret> {
    return channels.add(channel);
  }

  @Mutation(() => Channel)
  updateChannel(
    @Arg('id', () => ID) id: string,
    @Arg('channel', () => ChannelInput) channel: ChannelInput,
    @Ctx() { channels }: Context,
  ): Promise<Channel> {
    return channels.update(id, channel);
  }

  @Mutation(() => Boolean, {
    description: 'Whether there was one. What was on its way is skipped; receipts stay.',
  })
  removeChannel(@Arg('id', () => ID) id: string, @Ctx() { channels }: Context): Promise<boolean> {
    return channels.remove(id);
  }

  @Mutation(() => ChannelWithSecret, {
    description: `A new signing secret; for a day messages are signed with the one before as well. ${SHOWN_ONCE}`,
  })
  rotateChannelSecret(
    @Arg('id', () => ID) id: string,
    @Ctx() { channels }: Context,
  ): Promise<ChannelWithSecret> {
    return channels.rotateSecret(id);
  }

  @Mutation(() => Delivery, {
    description:
      'Sends a message to try the channel, and answers when the attempt has ended. It is not repeated.',
  })
  testChannel(@Arg('id', () => ID) id: string, @Ctx() { channels }: Context): Promise<Delivery> {
    return channels.test(id);
  }

  @Mutation(() => Delivery, {
    description: 'Sends what was given up or left out once more, with the same id.',
  })
  resendDelivery(@Arg('id', () => ID) id: string, @Ctx() { channels }: Context): Promise<Delivery> {
    return channels.resend(id);
  }
}

@Resolver(() => Incident)
export class IncidentDeliveriesResolver {
  @FieldResolver(() => [Delivery], { description: 'Who was told of it, and when; the oldest first.' })
  deliveries(@Root() incident: Incident, @Ctx() { deliveriesOf }: Context): Promise<Delivery[]> {
    return deliveriesOf(incident);
  }
}
