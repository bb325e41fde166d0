import { isDeepStrictEqual } from 'node:util';
import type { Ohlcv } from '@detective/data';
import { ArtifactError } from '../artifact-error.ts';
import type { Artifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import type { Judgement } from '../judgement.ts';
import { saveArtifact } from '../save-artifact.ts';

/** Enough for the warm-up and a few hundred judgements, in a fraction of a second. */
const JUDGED = 500;

function judge(artifact: Artifact, candles: readonly Ohlcv[]): Judgement[] {
  const { id, interval } = artifact.manifest;
  const detector = createDetector(artifact, { interval, alertsPerWeek: 1 });
  let state = detector.initialState();
  return candles.map((candle) => {
    const { judgement, nextState } = detector.step(state, candle);
    state = nextState;
    const { status, forecastHigh, forecastLow, anomalyScore } = judgement;
    const isWhole = [forecastHigh, forecastLow, anomalyScore].every(Number.isFinite);
    if (status === 'SCORED' && !isWhole) {
      const received = `${forecastHigh}, ${forecastLow} and ${anomalyScore}`;
      throw new ArtifactError(`Model ${id}`, 'forecasts and a score for each candle', received);
    }
    return judgement;
  });
}

/**
 * Saves an artifact once it was read back, and judges the newest candles as what was trained does.
 *
 * @param candles those of the training, ascending in time
 * @returns its folder
 * @throws ArtifactError where it can't be read back, or judges otherwise
 */
export async function saveProven(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  directory: string,
): Promise<string> {
  const newest = candles.slice(-JUDGED);
  const trained = judge(artifact, newest);
  const { id } = artifact.manifest;
  return saveArtifact(artifact, directory, (written) => {
    if (isDeepStrictEqual(judge(written, newest), trained)) return;
    throw new ArtifactError(`Model ${id}`, 'the judgements of what was trained', 'others');
  });
}
