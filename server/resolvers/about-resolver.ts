import { About } from '@detective/schema';
import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver()
export class AboutResolver {
  @Query(() => About)
  about(@Ctx() { about }: Context): About {
    return about;
  }
}
