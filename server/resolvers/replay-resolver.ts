import { Replay, ReplayOrderInput, ReplayReportInput } from '@detective/schema';
import {
  Arg,
  Ctx,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver()
export class ReplayResolver {
  @Query(() => Replay, {
    nullable: true,
    description: 'The replay that reports to this server; null when there is none.',
  })
  replay(@Ctx() { replayControl }: Context): Replay | null {
    return replayControl.replay;
  }

  @Mutation(() => Replay, { description: 'Starts, pauses, speeds up or limits the replay.' })
  orderReplay(
    @Arg('order', () => ReplayOrderInput) order: ReplayOrderInput,
    @Ctx() { replayControl }: Context,
  ): Replay {
    return replayControl.command(order);
  }

  @Mutation(() => Replay, {
    description: 'For replay workers: says how far they are, and returns the command to follow.',
  })
  reportReplay(
    @Arg('report', () => ReplayReportInput) report: ReplayReportInput,
    @Ctx() { replayControl }: Context,
  ): Replay {
    return replayControl.report(report);
  }

  @Subscription(() => Replay, {
    name: 'replay',
    subscribe: ({ context }: SubscribeResolverData<unknown, object, Context>) =>
      context.replayControl.follow(),
    description: 'The replay as it is, then after each change of its command or its progress.',
  })
  followReplay(@Root() replay: Replay): Replay {
    return replay;
  }
}
