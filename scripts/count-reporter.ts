import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Prints `412 passed, 0 failed` as the last line of a run, and adds the counts, and the names of what failed or was
 * flaky, to the file that TEST_COUNTS names, for the sum over several runs.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const names = (wanted: (test: TestCase) => boolean) =>
      tests.filter(wanted).map((test) => `${test.module.relativeModuleId}: ${test.fullName}`);
    const failures = [
      ...names((test) => test.result().state === 'failed'),
      // A file that does not even load has no tests to count, yet it is a failure.
      ...modules
        .filter((module) => module.errors().length > 0)
        .map((module) => `${module.relativeModuleId}: does not load`),
      ...errors.map(() => 'an error outside of any test'),
    ];
    const [passed, skipped] = [count('passed'), count('skipped')];
    const flaky = names((test) => test.diagnostic()?.flaky === true);
    const counts = { node: process.versions.node, passed, skipped, failures, flaky };
    const { TEST_COUNTS } = process.env;
    if (TEST_COUNTS) appendFileSync(TEST_COUNTS, `${JSON.stringify(counts)}\n`);
    const line = `${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`;
    process.stdout.write(`\nNode ${process.versions.node}: ${line}\n`);
  }
}
