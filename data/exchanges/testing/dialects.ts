import type { Asked, Dialect } from './fake-exchange.ts';
import { seconds, type FakeMarket, type ServedRow } from './fake-market.ts';

const texts = (...values: number[]): string[] => values.map(String);
const newestFirst = <Row>(rows: Row[]): Row[] => [...rows].reverse();
const ofKind = ({ markets }: Asked, kind: FakeMarket['kind']) =>
  markets.filter((market) => market.kind === kind);
const called = ({ markets }: Asked, id: string | null, kind: FakeMarket['kind'] = 'spot') =>
  markets.find((market) => market.id === id && market.kind === kind);
const number = ({ query }: Asked, name: string, otherwise: number) => Number(query.get(name) ?? otherwise);

/** https://developers.binance.com/docs/binance-spot-api-docs: ascending, at most 1,000, all as text but the times. */
const BINANCE: Dialect = {
  exchange: 'binance',
  isCandles: (path) => path.endsWith('/klines'),
  answer(asked) {
    const info = (symbols: unknown[]) => ({ timezone: 'UTC', serverTime: 0, rateLimits: [], symbols });
    const symbol = ({ id, base, quote }: FakeMarket) => ({
      symbol: id,
      status: 'TRADING',
      baseAsset: base,
      quoteAsset: quote,
      baseAssetPrecision: 8,
      quotePrecision: 8,
      isSpotTradingAllowed: true,
      permissionSets: [['SPOT']],
      filters: [{ filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' }],
    });
    const contract = (market: FakeMarket) => ({
      ...symbol(market),
      pair: market.id,
      contractType: 'PERPETUAL',
      marginAsset: market.quote,
    });
    if (asked.path === '/api/v3/exchangeInfo') return info(ofKind(asked, 'spot').map(symbol));
    if (asked.path === '/fapi/v1/exchangeInfo') return info(ofKind(asked, 'contract').map(contract));
    if (asked.path === '/dapi/v1/exchangeInfo') return info([]);
    const kind = asked.path === '/api/v3/klines' ? 'spot' : 'contract';
    const market = called(asked, asked.query.get('symbol'), kind);
    if (!this.isCandles(asked.path) || !market) return undefined;
    const rows = asked.rows(market, number(asked, 'startTime', 0), number(asked, 'endTime', Infinity));
    return rows
      .slice(0, Math.min(number(asked, 'limit', 500), 1_000))
      .map(({ openTime, open, high, low, close, volume }) => [
        openTime,
        ...texts(open, high, low, close, volume),
        openTime + market.stepMs - 1,
        '0',
        1,
        '0',
        '0',
        '0',
      ]);
  },
};

/** https://www.bitstamp.net/api: with `end`, the newest `limit` that open at or before it. */
const BITSTAMP: Dialect = {
  exchange: 'bitstamp',
  isCandles: (path) => path.startsWith('/api/v2/ohlc/'),
  answer(asked) {
    if (asked.path === '/api/v2/markets/') {
      return asked.markets.map(({ id, base, quote }) => ({
        name: `${base}/${quote}`,
        market_symbol: id,
        base_currency: base,
        base_decimals: 8,
        counter_currency: quote,
        counter_decimals: 2,
        minimum_order_value: '10',
        trading: 'Enabled',
        description: `${base} / ${quote}`,
        market_type: 'SPOT',
      }));
    }
    const market = called(asked, /^\/api\/v2\/ohlc\/([a-z]+)\/$/.exec(asked.path)?.[1] ?? null);
    if (!market || number(asked, 'step', 0) < seconds(market.stepMs)) return undefined;
    const [start, end] = [number(asked, 'start', 0) * 1_000, number(asked, 'end', Infinity) * 1_000];
    const rows = asked.rows(market, start, end).slice(-number(asked, 'limit', 1_000));
    const ohlc = rows.map(({ openTime, open, high, low, close, volume }) => ({
      timestamp: String(seconds(openTime)),
      open: String(open),
      high: String(high),
      low: String(low),
      close: String(close),
      volume: String(volume),
    }));
    return { data: { pair: `${market.base}/${market.quote}`, ohlc } };
  },
};

/** https://docs.cdp.coinbase.com, Advanced Trade, public: a window of time, newest first, at most 350. */
const COINBASE: Dialect = {
  exchange: 'coinbase',
  isCandles: (path) => path.endsWith('/candles'),
  answer(asked) {
    if (asked.path === '/v2/currencies' || asked.path === '/v2/currencies/crypto') return { data: [] };
    if (asked.path === '/v2/exchange-rates') return { data: { currency: 'USD', rates: {} } };
    if (asked.path === '/api/v3/brokerage/market/products') {
      const isSpot = !asked.query.has('product_type');
      const products = (isSpot ? ofKind(asked, 'spot') : []).map(({ id, base, quote }) => ({
        product_id: id,
        price: '1',
        product_type: 'SPOT',
        base_currency_id: base,
        quote_currency_id: quote,
        base_increment: '0.00000001',
        quote_increment: '0.01',
        base_min_size: '0.00000001',
        base_max_size: '3400',
        quote_min_size: '1',
        quote_max_size: '150000000',
        status: 'online',
        trading_disabled: false,
      }));
      return { products, num_products: products.length };
    }
    const market = called(asked, /\/products\/([A-Z-]+)\/candles$/.exec(asked.path)?.[1] ?? null);
    if (!market) return undefined;
    const rows = asked.rows(market, number(asked, 'start', 0) * 1_000, number(asked, 'end', 0) * 1_000);
    const candles = newestFirst(rows)
      .slice(-350)
      .map(({ openTime, open, high, low, close, volume }) => ({
        start: String(seconds(openTime)),
        low: String(low),
        high: String(high),
        open: String(open),
        close: String(close),
        volume: String(volume),
      }));
    return { candles };
  },
};

/** https://docs.kraken.com/api: the newest 720 after `since`; `last` is the newest that is final. */
const KRAKEN: Dialect = {
  exchange: 'kraken',
  isCandles: (path) => path === '/0/public/OHLC',
  answer(asked) {
    const krakenCode = (code: string) => (code === 'USD' ? 'ZUSD' : code === 'BTC' ? 'XXBT' : `X${code}`);
    const altname = (code: string) => (code === 'BTC' ? 'XBT' : code);
    if (asked.path === '/0/public/Assets') {
      const codes = new Set(asked.markets.flatMap(({ base, quote }) => [base, quote]));
      const asset = (code: string) => ({
        aclass: 'currency',
        altname: altname(code),
        decimals: 10,
        display_decimals: 5,
        status: 'enabled',
      });
      return {
        error: [],
        result: Object.fromEntries([...codes].map((code) => [krakenCode(code), asset(code)])),
      };
    }
    if (asked.path === '/0/public/AssetPairs') {
      const pair = ({ base, quote }: FakeMarket) => ({
        altname: `${altname(base)}${quote}`,
        wsname: `${altname(base)}/${quote}`,
        aclass_base: 'currency',
        base: krakenCode(base),
        aclass_quote: 'currency',
        quote: krakenCode(quote),
        pair_decimals: 1,
        lot_decimals: 8,
        fees: [[0, 0.4]],
        fees_maker: [[0, 0.25]],
        ordermin: '0.00005',
        costmin: '0.5',
        tick_size: '0.1',
        status: 'online',
      });
      return {
        error: [],
        result: Object.fromEntries(asked.markets.map((market) => [market.id, pair(market)])),
      };
    }
    const market = called(asked, asked.query.get('pair'));
    if (!market || !this.isCandles(asked.path)) return undefined;
    const rows = asked
      .rows(market, 0)
      .slice(-720)
      .filter((row) => row.openTime > number(asked, 'since', 0) * 1_000);
    const closed = rows.filter(({ isClosed }) => isClosed).at(-1);
    const values = rows.map(({ openTime, open, high, low, close, volume }) => [
      seconds(openTime),
      ...texts(open, high, low, close, close, volume),
      1,
    ]);
    return { error: [], result: { [market.id]: values, last: seconds(closed?.openTime ?? 0) } };
  },
};

/** https://www.okx.com/docs-v5: newest first, newer than `before` and older than `after`; the ninth says "final". */
const OKX: Dialect = {
  exchange: 'okx',
  isCandles: (path) => path.endsWith('candles'),
  answer(asked) {
    const okay = (data: unknown[]) => ({ code: '0', msg: '', data });
    if (asked.path === '/api/v5/public/instruments') {
      const type = asked.query.get('instType');
      const kind = type === 'SPOT' ? 'spot' : 'contract';
      if (type !== 'SPOT' && type !== 'SWAP') return okay([]);
      return okay(
        ofKind(asked, kind).map(({ id, base, quote }) => ({
          instType: type,
          instId: id,
          ...(kind === 'spot'
            ? { baseCcy: base, quoteCcy: quote }
            : {
                uly: `${base}-${quote}`,
                settleCcy: quote,
                ctVal: '0.01',
                ctMult: '1',
                ctValCcy: base,
                ctType: 'linear',
              }),
          state: 'live',
          tickSz: '0.1',
          lotSz: '0.00000001',
          minSz: '0.00001',
        })),
      );
    }
    const id = asked.query.get('instId');
    const market = called(asked, id) ?? called(asked, id, 'contract');
    if (!market || !this.isCandles(asked.path)) return undefined;
    const [before, after] = [number(asked, 'before', -1), number(asked, 'after', Infinity)];
    const rows = asked.rows(market, before + 1, after - 1).slice(-number(asked, 'limit', 100));
    return okay(
      newestFirst(rows).map(({ openTime, open, high, low, close, volume, isClosed }) => [
        ...texts(openTime, open, high, low, close),
        // The volume of a contract in contracts, and then in base coins.
        String(market.kind === 'spot' ? volume : volume / 0.01),
        String(volume),
        '0',
        isClosed ? '1' : '0',
      ]),
    );
  },
};

/** https://www.kucoin.com/docs-new: a window of time, newest first, at most 1,500; open, close, high, low. */
const KUCOIN: Dialect = {
  exchange: 'kucoin',
  isCandles: (path) => path === '/api/v1/market/candles' || path === '/api/v1/kline/query',
  answer(asked) {
    const okay = (data: unknown) => ({ code: '200000', data });
    if (asked.path === '/api/v3/currencies') return okay([]);
    if (asked.path === '/api/v1/market/allTickers') return okay({ time: 0, ticker: [] });
    if (asked.path === '/api/v2/symbols' || asked.path === '/api/v1/symbols') {
      return okay(
        ofKind(asked, 'spot').map(({ id, base, quote }) => ({
          symbol: id,
          name: id,
          baseCurrency: base,
          quoteCurrency: quote,
          feeCurrency: quote,
          market: 'USDS',
          baseMinSize: '0.00001',
          quoteMinSize: '0.1',
          baseIncrement: '0.00000001',
          quoteIncrement: '0.000001',
          priceIncrement: '0.1',
          enableTrading: true,
        })),
      );
    }
    if (asked.path === '/api/v1/contracts/active') {
      return okay(
        ofKind(asked, 'contract').map(({ id, base, quote }) => ({
          symbol: id,
          type: 'FFWCSX',
          baseCurrency: base === 'BTC' ? 'XBT' : base,
          quoteCurrency: quote,
          settleCurrency: quote,
          expireDate: null,
          // Without it ccxt takes a perpetual for a dated future, and names it so.
          nextFundingRateTime: 17_485_641,
          multiplier: 0.001,
          isInverse: false,
          lotSize: 1,
          tickSize: 0.1,
          status: 'Open',
        })),
      );
    }
    if (asked.path === '/api/v1/market/candles') {
      const market = called(asked, asked.query.get('symbol'));
      if (!market) return { code: '400100', msg: 'symbol not exists' };
      const rows = asked.rows(
        market,
        number(asked, 'startAt', 0) * 1_000,
        number(asked, 'endAt', Infinity) * 1_000 - 1,
      );
      return okay(
        newestFirst(rows)
          .slice(-1_500)
          .map(({ openTime, open, high, low, close, volume }) =>
            texts(seconds(openTime), open, close, high, low, volume, 0),
          ),
      );
    }
    const market = called(asked, asked.query.get('symbol'), 'contract');
    if (!market || !this.isCandles(asked.path)) return undefined;
    const rows = asked.rows(market, number(asked, 'from', 0), number(asked, 'to', Infinity));
    return okay(
      rows
        .slice(0, 200)
        .map(({ openTime, open, high, low, close, volume }) => [openTime, open, high, low, close, volume, 0]),
    );
  },
};

/** https://www.gate.com/docs/developers/apiv4: from and to in seconds, both included, ascending. */
const GATE: Dialect = {
  exchange: 'gate',
  isCandles: (path) => path.endsWith('/candlesticks'),
  answer(asked) {
    if (asked.path === '/api/v4/spot/currency_pairs') {
      return ofKind(asked, 'spot').map(({ id, base, quote }) => ({
        id,
        base,
        quote,
        fee: '0.2',
        min_base_amount: '0.00001',
        min_quote_amount: '3',
        amount_precision: 8,
        precision: 2,
        trade_status: 'tradable',
      }));
    }
    if (asked.path === '/api/v4/futures/usdt/contracts') {
      return ofKind(asked, 'contract').map(({ id, hasContractSize = true }) => ({
        name: id,
        type: 'direct',
        ...(hasContractSize && { quanto_multiplier: '0.0001' }),
        order_price_round: '0.1',
        order_size_min: 1,
        order_size_max: 1_000_000,
        mark_price: '1',
        in_delisting: false,
        taker_fee_rate: '0.00075',
        maker_fee_rate: '-0.0001',
      }));
    }
    if (!this.isCandles(asked.path)) return [];
    const [from, to] = [number(asked, 'from', 0) * 1_000, number(asked, 'to', Infinity) * 1_000];
    if (asked.path === '/api/v4/spot/candlesticks') {
      const market = called(asked, asked.query.get('currency_pair'));
      return market && asked.rows(market, from, to).map(gateRow);
    }
    const market = called(asked, asked.query.get('contract'), 'contract');
    return (
      market &&
      asked.rows(market, from, to).map(({ openTime, open, high, low, close, volume }) => ({
        t: seconds(openTime),
        v: volume,
        o: String(open),
        h: String(high),
        l: String(low),
        c: String(close),
        sum: '0',
      }))
    );
  },
};

const gateRow = ({ openTime, open, high, low, close, volume, isClosed }: ServedRow): string[] => [
  ...texts(seconds(openTime), 0, close, high, low, open, volume),
  String(isClosed),
];

/** https://bybit-exchange.github.io/docs/v5: from `start`, newest first, at most 1,000. */
const BYBIT: Dialect = {
  exchange: 'bybit',
  isCandles: (path) => path === '/v5/market/kline',
  answer(asked) {
    const category = asked.query.get('category');
    const okay = (list: unknown[]) => ({ retCode: 0, retMsg: 'OK', result: { category, list }, time: 0 });
    if (asked.path === '/v5/market/instruments-info') {
      if (category === 'inverse' || asked.query.has('status')) return okay([]);
      return okay(
        ofKind(asked, category === 'spot' ? 'spot' : 'contract').map(({ id, base, quote, kind }) => ({
          symbol: id,
          baseCoin: base,
          quoteCoin: quote,
          status: 'Trading',
          ...(kind === 'contract' && { contractType: 'LinearPerpetual', settleCoin: quote, launchTime: '0' }),
          lotSizeFilter: {
            basePrecision: '0.000001',
            minOrderQty: '0.00001',
            maxOrderQty: '100',
            qtyStep: '0.001',
          },
          priceFilter: { tickSize: '0.01' },
          leverageFilter: { minLeverage: '1', maxLeverage: '100' },
        })),
      );
    }
    const market = called(asked, asked.query.get('symbol'), category === 'spot' ? 'spot' : 'contract');
    if (!market || !this.isCandles(asked.path)) return undefined;
    const rows = asked.rows(market, number(asked, 'start', 0)).slice(0, number(asked, 'limit', 200));
    return okay(
      newestFirst(rows).map(({ openTime, open, high, low, close, volume }) =>
        texts(openTime, open, high, low, close, volume, 0),
      ),
    );
  },
};

/** Eight exchanges, in the shapes of their documentation and of the answers that ccxt quotes. */
export const DIALECTS: readonly Dialect[] = [BINANCE, BITSTAMP, COINBASE, KRAKEN, OKX, KUCOIN, GATE, BYBIT];
