import { About } from '@detective/schema';
import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver()
export class AboutResolver {
  @Query(() => About)
  about(@Ctx() { about, sourceStatus }: Context): About {
    const { state, failure, failingSince } = sourceStatus;
    return { ...about, source: { ...about.source, state, failure, failingSince } };
  }
}
