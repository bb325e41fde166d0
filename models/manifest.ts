import { INTERVALS, type Interval } from '@detective/data';
import { z } from 'zod';
import { ArtifactError } from './artifact-error.ts';
import { EDGES } from './score-histogram.ts';
import { FEATURES, TARGETS } from './features.ts';
import { upgradeManifest } from './upgrade-manifest.ts';
import { tailNames, viewsOf } from './views/fitted-views.ts';
import type { View } from './views/view.ts';
import { VIEWS } from './views/views.ts';

/** Version of the artifact's layout; one of another version is refused. */
export const ARTIFACT_FORMAT = 3;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

const exactly = (wanted: readonly string[]) =>
  z
    .array(z.string())
    .refine((found) => show(found) === show(wanted), `those of this version, ${show(wanted)}`);
const count = z.int().min(1).max(9_999);

const tail = z.object({
  values: z.array(z.number()).min(1),
  surprisals: z.array(z.number()),
  shape: z.number(),
  scale: z.number(),
});

const usedView = z.object({
  name: z.string(),
  weight: z.number().min(0),
  share: z.number().min(0).max(1),
});

const interval = z.enum(Object.keys(INTERVALS) as [Interval, ...Interval[]]);

const schemaFor = (views: readonly View[]) =>
  z.object({
    format: z.literal(ARTIFACT_FORMAT),
    id: z.string(),
    /** Length of the candles that it learned from. */
    interval,
    /**
     * Lengths of candles at which it was measured, beside its own, and whether it held there; null where it held in the
     * only range that it was measured over, which is too little to rely on.
     */
    measured: z.array(z.object({ interval, holds: z.boolean().nullable() })),
    features: exactly(FEATURES),
    targets: exactly(TARGETS),
    /** Networks whose forecasts are averaged, and the LSTM units of each. */
    members: count,
    units: count,
    weightsSha256: z.string(),
    /** Scales before the first candle, from the training years. */
    priors: z.object({ volatility: z.number(), range: z.number(), volumeDeviation: z.number() }),
    /** The views that its scores were calibrated with: it judges by these alone. */
    views: z.array(usedView).min(1),
    /** By name, one for each reading of the views or shared by several. */
    tails: z.object(Object.fromEntries(tailNames(views).map((name) => [name, tail]))),
    scores: z.object({ shares: z.array(z.number()).length(EDGES.length), shape: z.number() }),
    training: z.object({
      candles: z.int().min(1),
      from: z.string(),
      to: z.string(),
      heldOutFrom: z.string(),
      dataSha256: z.string(),
      seed: z.number(),
      epochs: z.array(z.number()),
      backend: z.string(),
    }),
    /** Figures of the hours held out, in quote currency where they are errors of a price. */
    metrics: z.record(z.string(), z.number()),
  });

/** What a training run leaves behind beside its weights. */
export type Manifest = z.infer<ReturnType<typeof schemaFor>>;

/** Of "Invalid input: expected string, received undefined" the part in the middle. */
const expectedBy = (message: string): string =>
  message.replace(/^.*expected /, '').replace(/, received .*$/, '');

/** Those of the views that a manifest names; all where it names none, so that the check tells what is missing. */
function usedViews(views: readonly View[], manifest: unknown): readonly View[] {
  const named = z.object({ views: z.array(usedView) }).safeParse(manifest);
  return named.success ? viewsOf(named.data, views) : views;
}

/**
 * Reads a manifest.
 *
 * @param id the artifact's name, which the manifest has to say, too
 * @param where for messages, such as `Model btc-usd-1h, manifest.json`
 * @param views of which it has to hold the tails, as far as it was calibrated with them
 * @throws {ArtifactError} naming the first field that this code can't work with
 */
export function parseManifest(
  text: string,
  id: string,
  where: string,
  views: readonly View[] = VIEWS,
): Manifest {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new ArtifactError(where, 'JSON', error instanceof Error ? error.message : show(text));
  }
  const upgraded = upgradeManifest(found);
  const parsed = schemaFor(usedViews(views, upgraded)).safeParse(upgraded, { reportInput: true });
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    const field = fault?.path.length ? `${where}, ${fault.path.join('.')}` : where;
    throw new ArtifactError(field, expectedBy(fault?.message ?? 'a manifest'), show(fault?.input));
  }
  if (parsed.data.id !== id) throw new ArtifactError(`${where}, id`, show(id), show(parsed.data.id));
  return parsed.data;
}
