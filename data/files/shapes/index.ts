import { adjustedClose } from './adjusted-close.ts';
import { alphaVantageWeeks } from './alpha-vantage.ts';
import { barchart } from './barchart.ts';
import { binanceCoinMargined } from './binance-coin-margined.ts';
import { binanceSpot } from './binance-spot.ts';
import { bitget } from './bitget.ts';
import { bitfinex } from './bitfinex.ts';
import { bitmex, bitmexContracts } from './bitmex.ts';
import { bloomberg } from './bloomberg.ts';
import { bybit } from './bybit.ts';
import { ccxt } from './ccxt.ts';
import { coinapi } from './coinapi.ts';
import { coinbase } from './coinbase.ts';
import { coinGeckoChart } from './coin-gecko.ts';
import { coinMarketCap, coinMarketCapScraped } from './coin-market-cap.ts';
import { cryptoCompare } from './crypto-compare.ts';
import { databento } from './databento.ts';
import { deribit } from './deribit.ts';
import { financialModelingPrep } from './financial-modeling-prep.ts';
import { finam } from './finam.ts';
import { gate, gateHeaderless } from './gate.ts';
import { geckoTerminal } from './gecko-terminal.ts';
import { histData } from './hist-data.ts';
import { huobi } from './huobi.ts';
import { influx } from './influx.ts';
import { investing } from './investing.ts';
import { kibot } from './kibot.ts';
import { krakenDump } from './kraken-dump.ts';
import { krakenRest } from './kraken-rest.ts';
import { krakenWebsocket } from './kraken-websocket.ts';
import { kucoin } from './kucoin.ts';
import { lean } from './lean.ts';
import { marketCap, marketcap } from './market-cap.ts';
import { messari } from './messari.ts';
import { metaStock } from './meta-stock.ts';
import { metaTrader4, metaTrader5, metaTraderPython } from './meta-trader.ts';
import { mexc } from './mexc.ts';
import { multiCharts, multiChartsTotal } from './multi-charts.ts';
import { ninjaTrader } from './ninja-trader.ts';
import { oanda } from './oanda.ts';
import { okx, okxHeaderless, okxSwapHeaderless } from './okx.ts';
import { phemexScaled } from './phemex.ts';
import { poloniex, poloniexHeaderless } from './poloniex.ts';
import { polygon } from './polygon.ts';
import type { Shape } from './shape.ts';
import { stooq } from './stooq.ts';
import { tradeStation } from './trade-station.ts';
import { tradingView } from './trading-view.ts';
import { upbit } from './upbit.ts';
import { yahoo, yahooQuantmod } from './yahoo.ts';
import { yfinanceDays, yfinanceTimes } from './yfinance.ts';

/** All known shapes. The first one that fits is taken, so those with more to recognise come first. */
export const SHAPES: readonly Shape[] = [
  alphaVantageWeeks,
  barchart,
  binanceCoinMargined,
  bitmex,
  bitmexContracts,
  bloomberg,
  coinapi,
  oanda,
  coinGeckoChart,
  coinMarketCap,
  coinMarketCapScraped,
  cryptoCompare,
  databento,
  deribit,
  financialModelingPrep,
  stooq,
  finam,
  gate,
  geckoTerminal,
  huobi,
  influx,
  investing,
  krakenWebsocket,
  metaTrader5,
  metaTraderPython,
  messari,
  metaStock,
  multiCharts,
  multiChartsTotal,
  okx,
  phemexScaled,
  poloniex,
  polygon,
  tradeStation,
  tradingView,
  upbit,
  adjustedClose,
  yahoo,
  yahooQuantmod,
  yfinanceDays,
  yfinanceTimes,
  marketCap,
  marketcap,
  binanceSpot,
  metaTrader4,
  kibot,
  histData,
  ninjaTrader,
  lean,
  krakenDump,
  krakenRest,
  kucoin,
  bybit,
  mexc,
  bitget,
  gateHeaderless,
  okxHeaderless,
  okxSwapHeaderless,
  poloniexHeaderless,
  coinbase,
  bitfinex,
  ccxt,
];
