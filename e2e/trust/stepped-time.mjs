/*
 * Loaded before a server (NODE_OPTIONS=--import=...), this sets its clock, and that of the processes it starts, ahead or
 * back by the milliseconds in the file CLOCK_OFFSET while they run. Timers go on as they are, as they do where an
 * operator or a time server sets the clock of a machine.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_OFFSET ?? '';
const { Date: RealDate, performance } = globalThis;
const realNow = RealDate.now;
let offset = 0;
let readAt = -Infinity;

function now() {
  // The file is read anew at most a hundred times a second.
  if (performance.now() - readAt > 10) {
    readAt = performance.now();
    offset = Number(readFileSync(file, 'utf8'));
  }
  return realNow() + offset;
}

RealDate.now = now;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
  apply: () => new RealDate(now()).toString(),
});
