/** Candles of one series that are out of the ordinary and this many apart, or closer, belong to one incident. */
export const INCIDENT_CANDLES = 12;
