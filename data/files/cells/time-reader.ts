import type { EpochMs } from '../../ohlcv.ts';
import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';
import { readTimeOfDay, readTimeText } from './time-text.ts';
import type { DateOrder } from './time-text.ts';
import { readUnixTime } from './unix-time.ts';
import { parseZone } from './zone.ts';
import type { Zone } from './zone.ts';

/** Interactive Brokers writes the place of the clock behind each time: `20230301 00:00:00 US/Eastern`. */
const PLACE = / ([A-Za-z_]+\/[A-Za-z_/]+)$/;

const SHORT = /^\d{10}$|^\d{13}$/;

/** Reads the time of a row, from one cell or from a date and a time of day; keeps what it saw on the way. */
export class TimeReader {
  /** Whether a time without a zone was among them, so that the zone of the file matters. */
  hasBareClock = false;
  #previous: EpochMs | undefined;
  readonly #places = new Map<string, Zone | undefined>();

  constructor(
    readonly column: number,
    private readonly timeOfDay: number | undefined,
    private readonly order: DateOrder | undefined,
    private readonly zone: Zone,
  ) {}

  /** Undefined for what is no time. */
  read(cells: readonly Cell[]): EpochMs | undefined {
    const cell = cells[this.column];
    // The usual case, and the quick one.
    if (this.timeOfDay === undefined && typeof cell === 'string' && SHORT.test(cell)) {
      const value = +cell;
      if (value > 2_000_000_000 === (cell.length === 13)) return cell.length === 10 ? value * 1000 : value;
    }
    return this.#read(textOf(cell), cells);
  }

  #read(text: string, cells: readonly Cell[]): EpochMs | undefined {
    const unix = readUnixTime(text);
    if (unix && !unix.isClock) return unix.time;
    const place = PLACE.exec(text)?.[1];
    if (place !== undefined) return this.#readAt(text.slice(0, -place.length).trimEnd(), place);
    const date = unix ? { clock: unix.time, offsetMs: null } : readTimeText(text, this.order);
    if (!date) return undefined;
    let clock = date.clock;
    if (this.timeOfDay !== undefined) {
      const ofDay = readTimeOfDay(textOf(cells[this.timeOfDay]));
      if (ofDay === undefined) return undefined;
      clock += ofDay;
    }
    if (date.offsetMs !== null) return clock - date.offsetMs;
    this.hasBareClock = true;
    const time = this.zone.toUtc(clock, this.#previous);
    this.#previous = time;
    return time;
  }

  #readAt(text: string, place: string): EpochMs | undefined {
    if (!this.#places.has(place)) this.#places.set(place, parseZone(place));
    const date = readTimeText(text, this.order);
    if (date?.offsetMs !== null) return undefined;
    const time = this.#places.get(place)?.toUtc(date.clock, this.#previous);
    this.#previous = time;
    return time;
  }
}
