import { Field, Float, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A market of an exchange, by its own account.' })
export class Market {
  @Field(() => String)
  exchange!: string;

  @Field(() => String, { description: "ccxt's name of it, such as BTC/USD or BTC/USDT:USDT." })
  symbol!: string;

  @Field(() => String)
  base!: string;

  @Field(() => String)
  quote!: string;

  @Field(() => String, { description: '"spot" or "contract".' })
  kind!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'Base coins in one contract, or units of the quote currency in an inverse one.',
  })
  contractSize!: number | null;

  @Field(() => Boolean, { description: 'False for one that exists but is not traded at the moment.' })
  isActive!: boolean;
}

@ObjectType({ description: 'An exchange whose candles can be followed.' })
export class Exchange {
  @Field(() => ID, { description: "ccxt's id, such as kraken." })
  id!: string;

  @Field(() => String, { description: 'As it calls itself, such as Kraken.' })
  name!: string;

  @Field(() => [String], { description: 'At which its candles can be followed.' })
  intervals!: string[];
}
