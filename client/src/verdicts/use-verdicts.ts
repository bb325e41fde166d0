import { type InjectionKey, inject, provide, shallowReactive } from 'vue';
import type { DetectionRow, Verdict } from '../detections/detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';
import { type Refusal, refusalOf } from '../mutations/refusal.ts';
import { useMutation } from '../mutations/use-mutation.ts';
import { useVerdictLists } from './use-verdict-lists.ts';
import { VerdictCache } from './verdict-cache.ts';
import { giveVerdict, isGiven } from './verdict-documents.ts';

export interface Verdicts {
  /** The verdict to show; null where nobody has judged. */
  of(row: Pick<DetectionRow, 'openTime' | 'verdict'>): Verdict | null;
  isUnderWay(openTime: number): boolean;
  /** Why the newest verdict on this candle was not stored. */
  refusalOf(openTime: number): Refusal | undefined;
  /** Judges a candle, or takes the verdict back with null. */
  give(openTime: number, verdict: Verdict | null): Promise<void>;
  /** Sends the verdict that was not stored once more. */
  retry(openTime: number): Promise<void>;
  /** Leaves the verdict that was not stored. */
  forget(openTime: number): void;
}

const KEY: InjectionKey<Verdicts> = Symbol('verdicts');

/**
 * Verdicts on the candles of one series, from whichever page they came, for the components below the calling one.
 *
 * @param onChanged told after each verdict of this page that the server has stored, and after each change elsewhere
 */
export function provideVerdicts(key: SeriesKey, onChanged: () => void): Verdicts {
  const send = useMutation(giveVerdict, isGiven);
  const cache = new VerdictCache();
  const refused = shallowReactive(new Map<number, { verdict: Verdict | null; refusal: Refusal }>());
  const lists = useVerdictLists(key, () => {
    const take = cache.expectLists();
    return (list) => {
      take(list);
      // Of a verdict whose answer was lost, only a list tells that it was stored.
      for (const [openTime, { verdict }] of refused) {
        if (cache.isListed(openTime, verdict)) refused.delete(openTime);
      }
      onChanged();
    };
  });
  let queue = Promise.resolve();

  async function give(openTime: number, verdict: Verdict | null): Promise<void> {
    const { stored, failed } = cache.send(openTime, verdict);
    refused.delete(openTime);
    const { kind = null, note = '' } = verdict ?? {};
    // One after the other: two on one candle must not overtake each other on the way.
    queue = queue.then(async () => {
      try {
        await send({ ...key, openTime: new Date(openTime).toISOString(), kind, note });
        stored();
        lists.askAgain();
        onChanged();
      } catch (error) {
        failed();
        if (!cache.isListed(openTime, verdict)) refused.set(openTime, { verdict, refusal: refusalOf(error) });
      }
    });
    await queue;
  }

  async function retry(openTime: number): Promise<void> {
    const failure = refused.get(openTime);
    if (failure) await give(openTime, failure.verdict);
  }

  const verdicts: Verdicts = {
    of: (row) => cache.of(row),
    isUnderWay: (openTime) => cache.isUnderWay(openTime),
    refusalOf: (openTime) => refused.get(openTime)?.refusal,
    give,
    retry,
    forget: (openTime) => void refused.delete(openTime),
  };
  provide(KEY, verdicts);
  return verdicts;
}

/** The verdicts that a component above provides. */
export function useVerdicts(): Verdicts {
  const verdicts = inject(KEY);
  if (!verdicts) throw new Error('useVerdicts() needs a component above that calls provideVerdicts().');
  return verdicts;
}
