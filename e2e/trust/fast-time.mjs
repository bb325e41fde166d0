/*
 * Loaded before a server (NODE_OPTIONS=--import=...), this lets its clock run FAST_TIME times as fast from FAST_TIME_FROM
 * on, and the timers of the process that follows exchanges, too. The server itself keeps real timers, as its database
 * does: the lease that the two agree on is in real time. So does what Node itself waits for, such as sockets. With
 * FAST_CALM the server's look whether all is well comes as much more often, and its heartbeat. The milliseconds in the
 * file CLOCK_OFFSET, where there is one, are added to the clock while it runs.
 */
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';

const speed = Number(process.env.FAST_TIME ?? 1);
const from = Number(process.env.FAST_TIME_FROM ?? 0);
const { Date: RealDate, performance } = globalThis;
const realNow = RealDate.now;
const realElapsed = performance.now.bind(performance);
let offset = 0;
let readAt = -Infinity;

function now() {
  const file = process.env.CLOCK_OFFSET;
  // The file is read anew at most a hundred times a second.
  if (file && realElapsed() - readAt > 10) {
    readAt = realElapsed();
    offset = Number(readFileSync(file, 'utf8'));
  }
  return Math.floor(from + (realNow() - from) * speed) + offset;
}

RealDate.now = now;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
  apply: () => new RealDate(now()).toString(),
});

if (/(watches.main\.ts|dist.watches\.js)$/.test(process.argv[1] ?? '')) hurryTimers();
else if (process.env.FAST_CALM) hurryCalm();

/** The one interval of a server that is this long. */
function hurryCalm() {
  const LOOK_MS = 15_000;
  const real = globalThis.setInterval;
  performance.now = () => realElapsed() * speed;
  globalThis.setInterval = (callback, milliseconds, ...values) =>
    real(callback, milliseconds === LOOK_MS ? milliseconds / speed : milliseconds, ...values);
}

function hurryTimers() {
  performance.now = () => realElapsed() * speed;

  for (const name of ['setTimeout', 'setInterval']) {
    const real = timers[name];
    const fast = (callback, milliseconds, ...values) =>
      real(callback, (milliseconds ?? 0) / speed, ...values);
    const realPromise = promises[name];
    promises[name] = (milliseconds, ...values) => realPromise((milliseconds ?? 0) / speed, ...values);
    Object.defineProperty(fast, Symbol.for('nodejs.util.promisify.custom'), { value: promises[name] });
    timers[name] = fast;
    globalThis[name] = fast;
  }
  syncBuiltinESMExports();
}
