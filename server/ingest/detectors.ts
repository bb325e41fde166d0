import type { Interval } from '@detective/data';
import { createDetector, type Artifact, type Detector } from '@detective/models';
import { KnownStates } from './known-states.ts';

/** The detectors of one model and one alert budget: one per interval, made when first needed. */
export class Detectors {
  /** The newest states of this model that the server knows. */
  readonly states = new KnownStates();
  readonly #byInterval = new Map<Interval, Detector>();

  constructor(
    readonly artifact: Artifact,
    readonly alertsPerWeek: number,
  ) {}

  get modelId(): string {
    return this.artifact.manifest.id;
  }

  of(interval: Interval): Detector {
    let detector = this.#byInterval.get(interval);
    if (!detector) {
      detector = createDetector(this.artifact, { interval, alertsPerWeek: this.alertsPerWeek });
      this.#byInterval.set(interval, detector);
    }
    return detector;
  }
}
