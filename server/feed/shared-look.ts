/**
 * Lets many ask for a look at something and has one look at a time for all of them. Whoever asks while one is under way
 * gets the one after it, together with all others who do: what it finds was there after they asked.
 */
export class SharedLook<Subject> {
  readonly #lookAt: (subjects: Subject[]) => Promise<void>;
  readonly #asked = new Set<Subject>();
  #last: Promise<void> = Promise.resolve();
  #coming: Promise<void> | undefined;

  /** @param lookAt looks at all of these at once; what it throws is thrown to those who asked for it */
  constructor(lookAt: (subjects: Subject[]) => Promise<void>) {
    this.#lookAt = lookAt;
  }

  /** Resolves when a look that began after this call is over. */
  ask(subjects: Iterable<Subject>): Promise<void> {
    for (const subject of subjects) this.#asked.add(subject);
    if (!this.#coming) {
      this.#coming = this.#last.then(() => this.#begin());
      this.#last = this.#coming.catch(() => undefined);
    }
    return this.#coming;
  }

  #begin(): Promise<void> {
    this.#coming = undefined;
    const subjects = [...this.#asked];
    this.#asked.clear();
    return this.#lookAt(subjects);
  }
}
