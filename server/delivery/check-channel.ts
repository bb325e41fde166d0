import type { ChannelInput } from '@detective/schema';
import { MOST_INCIDENTS_PER_WEEK } from '@detective/models';
import { isExchangeId, isInterval, isSymbol } from '@detective/data';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';

const LONGEST_NAME = 100;
/** One a year. */
const FEWEST_INCIDENTS_PER_WEEK = 1 / 52;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What of a channel is settings: all but its address, secrets and state. */
export interface ChannelSettings {
  name: string;
  exchange: string | null;
  symbol: string | null;
  interval: string | null;
  kinds: (ChannelInput['kinds'] & object) | null;
  minReturnPeriodHours: number | null;
  incidentsPerWeek: number | null;
  quietFrom: string | null;
  quietTo: string | null;
  timeZone: string;
  summary: (ChannelInput['summary'] & string) | null;
}

/** @throws {BadInputError} for a value that makes no sense */
export function checkChannel(input: ChannelInput): ChannelSettings {
  const {
    exchange = null,
    symbol = null,
    interval = null,
    kinds = null,
    minReturnPeriodHours = null,
    incidentsPerWeek = null,
  } = input;
  const { quietFrom = null, quietTo = null, summary = null } = input;
  const name = input.name.trim().replaceAll('\0', '');
  if (name === '') throw new BadInputError('name: expected a name, received none');
  if (name.length > LONGEST_NAME)
    throw new LimitExceededError('Characters of a name', LONGEST_NAME, name.length);
  expect(
    'exchange',
    exchange,
    (text) => text === '' || isExchangeId(text),
    'the id of an exchange such as kraken',
  );
  expect('symbol', symbol, isSymbol, 'a symbol such as BTC/USD');
  expect('interval', interval, isInterval, 'an interval such as 1h');
  expect('quietFrom', quietFrom, (text) => TIME_OF_DAY.test(text), 'a time of day such as 22:00');
  expect('quietTo', quietTo, (text) => TIME_OF_DAY.test(text), 'a time of day such as 07:00');
  if ((quietFrom === null) !== (quietTo === null))
    throw new BadInputError('quietFrom, quietTo: expected both or neither, received one');
  if (quietFrom !== null && quietFrom === quietTo)
    throw new BadInputError(`quietFrom, quietTo: expected two times of day, received ${quietFrom} twice`);
  if (minReturnPeriodHours !== null && !(Number.isFinite(minReturnPeriodHours) && minReturnPeriodHours >= 0))
    throw new BadInputError(`minReturnPeriodHours: expected at least 0, received ${minReturnPeriodHours}`);
  if (
    incidentsPerWeek !== null &&
    !(incidentsPerWeek >= FEWEST_INCIDENTS_PER_WEEK && incidentsPerWeek <= MOST_INCIDENTS_PER_WEEK)
  )
    throw new BadInputError(
      `incidentsPerWeek: expected 1/52 to ${MOST_INCIDENTS_PER_WEEK}, received ${incidentsPerWeek}`,
    );
  const timeZone = input.timeZone ?? 'UTC';
  expect('timeZone', timeZone, isTimeZone, 'a time zone such as Europe/Vienna');
  return {
    ...{ name, exchange, symbol, interval, kinds: kinds?.length ? kinds : null, minReturnPeriodHours },
    ...{ incidentsPerWeek, quietFrom, quietTo, timeZone, summary },
  };
}

function expect(
  field: string,
  value: string | null,
  isGood: (text: string) => boolean,
  expected: string,
): void {
  if (value === null || isGood(value)) return;
  throw new BadInputError(`${field}: expected ${expected}, received ${JSON.stringify(value.slice(0, 40))}`);
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
