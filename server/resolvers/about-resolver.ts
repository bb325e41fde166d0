import { About } from '@detective/schema';
import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver()
export class AboutResolver {
  @Query(() => About)
  about(@Ctx() { about, sourceStatus }: Context): About {
    const { series, state, failure, failingSince } = sourceStatus;
    const { symbol, interval } = series ?? about.source;
    return { ...about, source: { ...about.source, symbol, interval, state, failure, failingSince } };
  }
}
