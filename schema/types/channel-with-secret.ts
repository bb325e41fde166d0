import { Field, ObjectType } from 'type-graphql';
import { Channel } from '../entities/channel.ts';

@ObjectType({ description: 'A channel with its signing secret, which is shown this once.' })
export class ChannelWithSecret {
  @Field(() => Channel)
  channel!: Channel;

  @Field(() => String, { nullable: true, description: '"whsec_…"; null for kinds that sign nothing.' })
  secret!: string | null;
}
