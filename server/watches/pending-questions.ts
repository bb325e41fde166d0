import type { ChildProcess } from 'node:child_process';
import type { QuestionKind, Questions, ToWorker } from './messages.ts';
import { ExchangeAwayError, WorkerRefusal } from './watch-errors.ts';

const MOST_QUESTIONS = 1_000;
const GONE = 'The process that asks exchanges is gone.';

interface Pending {
  worker: ChildProcess;
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** The questions that processes have been sent and have not answered yet, by their numbers. */
export class PendingQuestions {
  readonly #pending = new Map<number, Pending>();
  #number = 0;

  /** @throws {ExchangeAwayError} when too many wait already */
  expectRoom(): void {
    if (this.#pending.size >= MOST_QUESTIONS)
      throw new ExchangeAwayError('Too many questions to exchanges at once.');
  }

  /**
   * @throws {WorkerRefusal} when the process refuses
   * @throws {ExchangeAwayError} when it can't be reached, or dies of it
   */
  send<Kind extends QuestionKind>(
    worker: ChildProcess,
    type: Kind,
    asked: Questions[Kind]['asked'],
  ): Promise<Questions[Kind]['answer']> {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { worker, resolve, reject });
      worker.send({ type, number, asked } as ToWorker, (error) => {
        if (error) this.#settle(number)?.reject(new ExchangeAwayError(GONE));
      });
    });
  }

  answer(number: number, answer: unknown): void {
    this.#settle(number)?.resolve(answer as never);
  }

  refuse(number: number, kind: string, message: string): void {
    this.#settle(number)?.reject(new WorkerRefusal(kind, message));
  }

  /** Nothing answers any more what this process was asked. */
  giveUp(worker: ChildProcess): void {
    for (const [number, pending] of this.#pending)
      if (pending.worker === worker) this.#settle(number)?.reject(new ExchangeAwayError(GONE));
  }

  #settle(number: number): Pending | undefined {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    return pending;
  }
}
