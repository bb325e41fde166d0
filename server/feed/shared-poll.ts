/**
 * Polls on behalf of many callers, one poll at a time. A caller that asks during a poll shares the next one with
 * everyone else who asked meanwhile, so what it finds is never older than the call.
 */
export class SharedPoll<Subject> {
  readonly #poll: (subjects: Subject[]) => Promise<void>;
  readonly #asked = new Set<Subject>();
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param poll reads all of these subjects at once; an error goes to those who asked for that poll */
  constructor(poll: (subjects: Subject[]) => Promise<void>) {
    this.#poll = poll;
  }

  /** Resolves when a poll that began after this call has ended. */
  ask(subjects: Iterable<Subject>): Promise<void> {
    for (const subject of subjects) this.#asked.add(subject);
    if (!this.#next) {
      this.#next = this.#last.then(() => this.#begin());
      this.#last = this.#next.catch(() => undefined);
    }
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    const subjects = [...this.#asked];
    this.#asked.clear();
    return this.#poll(subjects);
  }
}
