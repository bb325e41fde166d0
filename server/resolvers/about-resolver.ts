import { About } from '@detective/schema';
import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver()
export class AboutResolver {
  @Query(() => About)
  about(@Ctx() { about, sourceStatus, detectors }: Context): About {
    const { series, state, failure, failingSince } = sourceStatus;
    const { symbol, interval } = series ?? about.source;
    // As this server knows it: this is answered while the database is away, too.
    const alertsPerWeek = detectors.budgets.usual;
    return {
      ...about,
      alertsPerWeek,
      source: { ...about.source, symbol, interval, state, failure, failingSince },
    };
  }
}
