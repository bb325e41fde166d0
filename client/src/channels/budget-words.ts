/** Budgets to choose from, in incidents a week; null for every incident. */
export const BUDGET_CHOICES = [null, 2, 1, 0.5, 0.25] as const;

/** Weeks of a month or a year, as budgets are rounded to. */
const MONTH = 4;
const YEAR = 52;

/** How many incidents a budget brings, for a person: "about 1 incident a week". */
export function budgetWords(incidentsPerWeek: number): string {
  if (incidentsPerWeek >= 1) {
    const count = Math.round(incidentsPerWeek * 10) / 10;
    return `about ${count} ${count === 1 ? 'incident' : 'incidents'} a week`;
  }
  const weeks = Math.round(1 / incidentsPerWeek);
  if (weeks === MONTH) return 'about 1 incident a month';
  if (weeks === YEAR) return 'about 1 incident a year';
  return weeks === 1 ? 'about 1 incident a week' : `about 1 incident in ${weeks} weeks`;
}

/** What a channel with a budget gets, as one sentence. */
export function budgetSentence(incidentsPerWeek: number): string {
  const words = budgetWords(incidentsPerWeek);
  return (
    `${words.charAt(0).toUpperCase()}${words.slice(1)} of each series: a message when it opens, one when it is over, ` +
    'and one whenever it has become ten times rarer. Faults of the feed come on top.'
  );
}
