/** How rare an anomaly has to be, for the filter and for alerts alike. */
export const RARITY_CHOICES = [
  { hours: 0, name: 'any rarity' },
  { hours: 7 * 24, name: 'once a week or rarer' },
  { hours: 30 * 24, name: 'once a month or rarer' },
  { hours: 365 * 24, name: 'once a year or rarer' },
] as const;
