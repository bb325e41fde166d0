import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const LONGEST_REASON = 400;

/** Whoever sees only the end of a long run still learns why. */
const reasonsOf = (errors: readonly unknown[]) =>
  errors.map((error) => `\n    ${messageOf(error).slice(0, LONGEST_REASON)}`).join('');

const messageOf = (error: unknown) => {
  const { message, stack } = error as { message?: string; stack?: string };
  const line = stack?.split('\n').find((text) => text.includes('.test.ts:'));
  return [message ?? String(error), line].join(' ').replaceAll(`${process.cwd()}/`, '').replace(/\s+/g, ' ');
};

/**
 * Prints `412 passed, 0 failed` as the last line of a run, and adds the counts, and what failed or was flaky and
 * why, to the file that TEST_COUNTS names, for the sum over several runs.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const told = (wanted: (test: TestCase) => boolean) =>
      tests.filter(wanted).map((test) => {
        const reasons = reasonsOf(test.result().errors ?? []);
        return `${test.module.relativeModuleId}: ${test.fullName}${reasons}`;
      });
    const failures = [
      ...told((test) => test.result().state === 'failed'),
      // A file that does not load, or does not tidy up, has no test to count for it, yet it is a failure.
      ...modules
        .filter((module) => module.errors().length > 0)
        .map((module) => `${module.relativeModuleId}: outside of its tests${reasonsOf(module.errors())}`),
      ...errors.map((error) => `an error outside of any file${reasonsOf([error])}`),
    ];
    const [passed, skipped] = [count('passed'), count('skipped')];
    const flaky = told((test) => test.diagnostic()?.flaky === true);
    const counts = { node: process.versions.node, passed, skipped, failures, flaky };
    const { TEST_COUNTS } = process.env;
    if (TEST_COUNTS) appendFileSync(TEST_COUNTS, `${JSON.stringify(counts)}\n`);
    const line = `${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`;
    process.stdout.write(`\nNode ${process.versions.node}: ${line}\n`);
  }
}
