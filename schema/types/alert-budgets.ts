import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The alert budgets that count for a series, in alerts a week.' })
export class AlertBudgets {
  @Field(() => Float, {
    description: 'In force: that of the series, else that of all, else that of the settings.',
  })
  inForce!: number;

  @Field(() => Float, { nullable: true, description: 'Set for this series alone; null where none is.' })
  ofSeries!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Set for all series that have none of their own; null where none is.',
  })
  ofAll!: number | null;

  @Field(() => Float, { description: 'That of the setting ALERTS_PER_WEEK.' })
  ofSettings!: number;
}
