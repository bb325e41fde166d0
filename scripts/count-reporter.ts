import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints `412 passed, 0 failed` as the last line of a run, and adds the counts to the file that TEST_COUNTS names, for
 * the sum over several runs.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string) => states.filter((one) => one === state).length;
    // A file that does not even load has no tests to count, yet it is a failure.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const [passed, failed, skipped] = [count('passed'), count('failed') + broken, count('skipped')];
    const { TEST_COUNTS } = process.env;
    if (TEST_COUNTS) appendFileSync(TEST_COUNTS, `${JSON.stringify({ passed, failed, skipped })}\n`);
    process.stdout.write(
      `\nNode ${process.versions.node}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
    );
  }
}
