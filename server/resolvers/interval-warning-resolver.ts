import { isInterval } from '@detective/data';
import { intervalWarning } from '@detective/models';
import { SeriesOverview } from '@detective/schema';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context.ts';

@Resolver(() => SeriesOverview)
export class IntervalWarningResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What to know before relying on the model at this interval, in one sentence; null where it was made for it or was measured to hold.',
  })
  intervalWarning(@Root() { series }: SeriesOverview, @Ctx() { detectors }: Context): string | null {
    const { interval } = series;
    return isInterval(interval) ? intervalWarning(detectors.artifact.manifest, interval) : null;
  }
}
