import { Exchange, Market, Watch } from '@detective/schema';
import {
  Arg,
  Ctx,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import { InvalidOhlcvError } from '@detective/data';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { LONGEST_HISTORY_DAYS } from '../watches/watch-settings.ts';

const DEFAULT_DAYS = 90;
const DEFAULT_MARKETS = 50;
const MOST_MARKETS = 1_000;
const LONGEST_SEARCH = 100;

@Resolver()
export class WatchResolver {
  @Query(() => [Watch], { description: 'The markets that are followed, by exchange, symbol and interval.' })
  watches(@Ctx() { watches }: Context): Promise<Watch[]> {
    return watches.list();
  }

  @Query(() => [Exchange], { description: 'The exchanges whose candles can be followed.' })
  async exchanges(@Ctx() { watches }: Context): Promise<Exchange[]> {
    return (await watches.exchanges()).map((entry) => Object.assign(new Exchange(), entry));
  }

  @Query(() => [Market], {
    description:
      'The markets of an exchange that have all words of the search in their names, the best fitting first; the exchange ' +
      'is asked at most every ten minutes.',
  })
  async markets(
    @Arg('exchange', () => String) exchange: string,
    @Arg('search', () => String, { nullable: true, defaultValue: '' }) search: string | null,
    @Arg('limit', () => Int, { nullable: true, defaultValue: DEFAULT_MARKETS }) limit: number | null,
    @Ctx() { watches }: Context,
  ): Promise<Market[]> {
    checkNamed(exchange);
    const most = limit ?? DEFAULT_MARKETS;
    if (most > MOST_MARKETS) throw new LimitExceededError('limit', MOST_MARKETS, most);
    if (most < 1) throw new BadInputError(`limit: expected at least 1, received ${most}`);
    const words = search ?? '';
    if (words.length > LONGEST_SEARCH) {
      throw new LimitExceededError('Characters of a search', LONGEST_SEARCH, words.length);
    }
    const found = await watches.markets(exchange, words, most);
    return found.map(({ contractSize, ...market }) =>
      Object.assign(new Market(), { ...market, exchange, contractSize: contractSize ?? null }),
    );
  }

  @Mutation(() => Watch, {
    description:
      'Begins to follow a market of an exchange. What the exchange does not have is refused, with the nearest names; while ' +
      'it does not answer, the market is believed, and the state of the watch tells. A market that is followed already ' +
      'stays as it is; one that has stopped is tried again.',
  })
  async watchMarket(
    @Arg('exchange', () => String) exchange: string,
    @Arg('symbol', () => String) symbol: string,
    @Arg('interval', () => String, { nullable: true, defaultValue: '1h' }) interval: string | null,
    @Arg('historyDays', () => Int, { nullable: true, defaultValue: DEFAULT_DAYS }) days: number | null,
    @Ctx() { watches }: Context,
  ): Promise<Watch> {
    checkNamed(exchange);
    const key = parseSeriesKey({ exchange, symbol, interval });
    const historyDays = days ?? DEFAULT_DAYS;
    if (historyDays < 0 || historyDays > LONGEST_HISTORY_DAYS) {
      throw new BadInputError(
        `historyDays: expected 0 to ${LONGEST_HISTORY_DAYS} days, received ${historyDays}`,
      );
    }
    return watches.watch({ ...key, historyDays });
  }

  @Mutation(() => Watch, { description: 'Ends a watch. The candles that it has brought stay.' })
  unwatchMarket(@Arg('id', () => ID) id: string, @Ctx() { watches }: Context): Promise<Watch> {
    return watches.unwatch(id);
  }

  @Subscription(() => [Watch], {
    name: 'watches',
    subscribe: ({ context }: SubscribeResolverData<unknown, object, Context>) => context.watches.follow(),
    description: 'The whole list, then again after each change. A slow subscriber skips to the newest list.',
  })
  followWatches(@Root() list: Watch[]): Watch[] {
    return list;
  }
}

/** Candles without an exchange come from clients. */
function checkNamed(exchange: string): void {
  if (exchange === '') throw new InvalidOhlcvError('exchange', 'the id of an exchange such as kraken', '""');
}
