// Made once: making a formatter costs a hundred times what a judgement does.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const cents = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const sixFigures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** A number for a sentence: to a tenth below 10, whole from there on. */
export const formatRounded = (value: number): string => (value >= 10 ? whole : tenths).format(value);

/** A price as people write it: to the cent, and to six figures where it is below 100. */
export const formatPrice = (price: number): string => (price >= 100 ? cents : sixFigures).format(price);
