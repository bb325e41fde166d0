const UNITS = [
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long something still takes, in the one or two units that matter: "2 h 10 min", "less than a minute". */
export function timeLeft(seconds: number): string {
  const minutes = Math.round(seconds / 60) * 60;
  const index = UNITS.findIndex(([, size]) => minutes >= size);
  const [large, small] = [UNITS[index], UNITS[index + 1]];
  if (seconds < 60 || !large) return 'less than a minute';
  const smallest = small?.[1] ?? large[1];
  const whole = Math.round(minutes / smallest) * smallest;
  const count = Math.floor(whole / large[1]);
  const rest = small ? (whole - count * large[1]) / small[1] : 0;
  return rest > 0 && small ? `${inUnit(count, large[0])} ${inUnit(rest, small[0])}` : inUnit(count, large[0]);
}

const inUnit = (count: number, unit: string): string =>
  unit === 'day' ? `${count} ${count === 1 ? 'day' : 'days'}` : `${count} ${unit}`;
