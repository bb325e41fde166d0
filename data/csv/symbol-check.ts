import { isSameMarket } from '../market-name.ts';

/** Refuses a file that mixes symbols; `BTC/USD`, `BTC-USD` and `btcusd` are one, as some exports write them all. */
export class SymbolCheck {
  private expected: string | undefined;

  /** Throws an `Error` that names both symbols. */
  check(cell: string) {
    const symbol = cell.trim();
    this.expected ??= symbol;
    if (isSameMarket(symbol, this.expected)) return;
    throw new Error(
      `symbol should be ${JSON.stringify(this.expected)}, as above, but is ${JSON.stringify(symbol)}`,
    );
  }
}
