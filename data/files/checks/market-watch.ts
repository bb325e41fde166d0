import { CandleFileError, listed } from '../candle-file-error.ts';
import type { GroupColumn } from '../columns/group-columns.ts';
import { isToldMarket, marketName, parseMarket } from '../columns/market.ts';
import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';

/** More names than these are no better news. */
const MOST = 60;

interface Group {
  values: string[];
  isTaken: boolean;
}

/** Watches the columns that name coin, exchange and interval, and picks the rows of the market that was told. */
export class MarketWatch {
  /** Rows of other markets. */
  skipped = 0;
  readonly #groups = new Map<string, Group>();
  #last: readonly string[] = [];
  #lastGroup: Group | undefined;

  constructor(
    private readonly path: string,
    private readonly columns: readonly GroupColumn[],
    private readonly symbol: string | undefined,
  ) {}

  /** Whether a row is of the market in question. */
  accepts(cells: readonly Cell[]): boolean {
    if (this.columns.length === 0) return true;
    const [first] = this.columns;
    const isSame = this.columns.every(({ column }, index) => cells[column] === this.#last[index]);
    const group = isSame && this.#lastGroup && first ? this.#lastGroup : this.#groupOf(cells);
    if (!group.isTaken) this.skipped++;
    return group.isTaken;
  }

  #groupOf(cells: readonly Cell[]): Group {
    const values = this.columns.map(({ column }) => textOf(cells[column]));
    this.#last = this.columns.map(({ column }) => cells[column] as string);
    const key = values.map((value) => value.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')).join('\n');
    let group = this.#groups.get(key);
    if (!group) {
      group = { values, isTaken: this.#isTold(values) };
      this.#groups.set(key, group);
      // More of the same only makes the list longer.
      if (this.#groups.size > MOST) this.check();
    }
    return (this.#lastGroup = group);
  }

  #isTold(values: readonly string[]): boolean {
    const symbols = values.filter((_, index) => this.columns[index]?.kind === 'symbol');
    const told = this.symbol;
    return told === undefined || symbols.length === 0 || symbols.some((value) => isToldMarket(value, told));
  }

  /** Throws a `CandleFileError` unless all rows were of one market, and of the one that was told. */
  check() {
    const taken = [...this.#groups.values()].filter(({ isTaken }) => isTaken);
    if (taken.length === 1 || this.#groups.size === 0) return;
    if (taken.length === 0) {
      const names = this.#distinct([...this.#groups.values()], 'symbol');
      throw new CandleFileError(
        this.path,
        `holds ${listed(names)}, not ${listed([this.symbol ?? ''])} as told; --symbol takes the file's own`,
      );
    }
    const kind =
      (['symbol', 'exchange', 'interval'] as const).find((one) => this.#distinct(taken, one).length > 1) ??
      'symbol';
    const names = this.#distinct(taken, kind);
    const column = this.columns.find(
      (one) =>
        one.kind === kind && new Set(taken.map(({ values }) => values[this.columns.indexOf(one)])).size > 1,
    );
    const what = { symbol: 'markets', exchange: 'exchanges', interval: 'intervals' }[kind];
    const cure = kind === 'symbol' ? '--symbol picks one' : 'keep one of them';
    throw new CandleFileError(
      this.path,
      `holds ${names.length} ${what} in ${listed([column?.name ?? kind])}: ${listed(names)}; ${cure}`,
    );
  }

  /** The market of the rows that were taken; undefined where no column names it. */
  get market(): string | undefined {
    const name = this.#value('symbol', (value) => parseMarket(value) !== undefined);
    const market = name === undefined ? undefined : parseMarket(name);
    return market && marketName(market);
  }

  get exchange(): string | undefined {
    return this.#value('exchange')?.toLowerCase();
  }

  get interval(): string | undefined {
    return this.#value('interval');
  }

  #value(
    kind: GroupColumn['kind'],
    isGood: (value: string) => boolean = (value) => value !== '',
  ): string | undefined {
    const values = [...this.#groups.values()].find(({ isTaken }) => isTaken)?.values ?? [];
    const own = values.filter((value, index) => this.columns[index]?.kind === kind && isGood(value));
    // Of "Bitcoin" and "BTC", or "BTC" and "BTC/USD", the one that names the most.
    return (
      own.find((value) => parseMarket(value)?.quote !== undefined) ??
      own.sort((a, b) => a.length - b.length)[0]
    );
  }

  #distinct(groups: readonly Group[], kind: GroupColumn['kind']): string[] {
    const differing = this.columns.flatMap((column, index) =>
      column.kind === kind && new Set(groups.map(({ values }) => values[index])).size > 1 ? [index] : [],
    );
    const index = differing[0] ?? this.columns.findIndex((column) => column.kind === kind);
    return [...new Set(groups.map(({ values }) => values[index] ?? ''))];
  }
}
