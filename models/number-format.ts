// Made once: making a formatter costs a hundred times what a judgement does.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const cents = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const sixFigures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** Below and above these the digits written out are longer than people can read. */
const SMALLEST = 1e-6;
const LARGEST = 1e15;

/** As the page writes what is tiny or huge: 2.10736e-9. */
const withPower = (value: number, figures: number): string =>
  Number(value.toPrecision(figures)).toExponential().replace('e+', 'e');

/** A number for a sentence: to a tenth below 10, whole from there on. */
export function formatRounded(value: number): string {
  if (value === Infinity) return 'more than 1e308';
  if (value >= LARGEST) return withPower(value, 3);
  return (value >= 10 ? whole : tenths).format(value);
}

/** A price as people write it: to the cent, and to six figures where it is below 100; 2.10736e-9 where that is tiny. */
export function formatPrice(price: number): string {
  if (price > 0 && price < SMALLEST) return withPower(price, 6);
  return (price >= 100 ? cents : sixFigures).format(price);
}
