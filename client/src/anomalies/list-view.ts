import { addressWith, inAddress } from '../address/page-address.ts';
import type { TimeRange } from '../address/time-range.ts';
import type { AnomalyKind, DetectionRow } from '../detections/detection-row.ts';
import { ALL_KINDS } from '../kinds/anomaly-kinds.ts';
import { VERDICT_KINDS, type VerdictKind } from '../verdicts/verdict-kinds.ts';

/** What has to have been said of an anomaly; `OPEN` is nothing yet. */
export type VerdictChoice = 'ANY' | 'OPEN' | VerdictKind;

export const LIST_ORDERS = ['newest', 'rarest', 'largest', 'unjudged'] as const;
export type ListOrder = (typeof LIST_ORDERS)[number];

/** How people want to see the anomalies: which of them, in which order, and what a line is. */
export interface ListView {
  /** Main causes that are left out. */
  readonly hidden: readonly AnomalyKind[];
  readonly leastRareHours: number;
  readonly verdict: VerdictChoice;
  /** Only what the chart shows now. */
  readonly isInSightOnly: boolean;
  readonly order: ListOrder;
  /** A line for each anomaly, and not for each incident. */
  readonly isFlat: boolean;
}

export const USUAL_VIEW: ListView = {
  hidden: [],
  leastRareHours: 0,
  verdict: 'ANY',
  isInSightOnly: false,
  order: 'newest',
  isFlat: false,
};

const VERDICT_CHOICES: readonly VerdictChoice[] = ['ANY', 'OPEN', ...VERDICT_KINDS];

/** The view that an address such as `#sort=rarest&hide=VOLUME_SURGE` means; what it does not say is as usual. */
export function listViewIn(hash: string = location.hash): ListView {
  const named = (inAddress('hide', hash) ?? '').split(',');
  const hours = Number(inAddress('rarer', hash));
  const verdict = inAddress('verdict', hash)?.toUpperCase();
  return {
    hidden: ALL_KINDS.filter((kind) => named.includes(kind)),
    leastRareHours: Number.isFinite(hours) ? Math.max(0, hours) : 0,
    verdict: VERDICT_CHOICES.find((choice) => choice === verdict) ?? 'ANY',
    isInSightOnly: inAddress('only', hash) === 'sight',
    order: LIST_ORDERS.find((order) => order === inAddress('sort', hash)) ?? 'newest',
    isFlat: inAddress('lines', hash) === 'anomalies',
  };
}

/** The part of an address from `#` on with this view; what is as usual is not said. */
export function addressWithView(view: ListView, hash: string = location.hash): string {
  return addressWith(
    {
      hide: view.hidden.length > 0 ? view.hidden.join(',') : null,
      rarer: view.leastRareHours > 0 ? String(view.leastRareHours) : null,
      verdict: view.verdict === 'ANY' ? null : view.verdict.toLowerCase(),
      only: view.isInSightOnly ? 'sight' : null,
      sort: view.order === 'newest' ? null : view.order,
      lines: view.isFlat ? 'anomalies' : null,
    },
    hash,
  );
}

/** What a candle is listed for. */
export const mainCause = ({ kinds }: Pick<DetectionRow, 'kinds'>): AnomalyKind | null => kinds[0] ?? null;

/** Whether an anomaly passes the filters of a view that hold wherever the chart is. */
export function passes(
  row: Pick<DetectionRow, 'kinds' | 'returnPeriodHours'>,
  { hidden, leastRareHours, verdict }: ListView,
  verdictOn: () => VerdictKind | null,
): boolean {
  const cause = mainCause(row);
  if (cause !== null && hidden.includes(cause)) return false;
  // A fault of the feed has no rarity, and nobody who looks for rare hours wants to lose sight of it.
  if ((row.returnPeriodHours ?? Infinity) < leastRareHours) return false;
  if (verdict === 'ANY') return true;
  const given = verdictOn();
  return verdict === 'OPEN' ? given === null : given === verdict;
}

export const isWithin = (openTime: number, range: TimeRange): boolean =>
  openTime >= range.from && openTime < range.to;
