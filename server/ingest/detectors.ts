import type { Interval, SeriesKey } from '@detective/data';
import { createDetector, type Artifact, type Detector } from '@detective/models';
import { BudgetsInForce } from './budgets-in-force.ts';
import { KnownStates } from './known-states.ts';

/** Budgets are set by hand, so there are few; whoever tries out very many must not fill the memory. */
const MOST_KEPT = 200;

/** The detectors of one model: one for each interval and alert budget, made when first needed. */
export class Detectors {
  /** The newest states of this model that the server knows; they have nothing to do with budgets. */
  readonly states = new KnownStates();
  readonly budgets: BudgetsInForce;
  readonly #made = new Map<string, Detector>();

  /** @param alertsPerWeek the budget of the settings, where none was set since */
  constructor(
    readonly artifact: Artifact,
    alertsPerWeek: number,
  ) {
    this.budgets = new BudgetsInForce(alertsPerWeek);
  }

  get modelId(): string {
    return this.artifact.manifest.id;
  }

  /** With the budget in force for a series, as far as this server knows. */
  of(key: SeriesKey): Detector {
    return this.#with(key.interval, this.budgets.of(key));
  }

  #with(interval: Interval, alertsPerWeek: number): Detector {
    const name = `${interval} ${alertsPerWeek}`;
    let detector = this.#made.get(name);
    if (!detector) {
      if (this.#made.size >= MOST_KEPT) this.#made.clear();
      detector = createDetector(this.artifact, { interval, alertsPerWeek });
      this.#made.set(name, detector);
    }
    return detector;
  }
}
