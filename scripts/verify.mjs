// Everything that can be said about the code without running all of its tests. Stops at the first check that fails.
import { execSync } from 'node:child_process';

const CHECKS = [
  ['types', 'npm run --silent typecheck'],
  ['lint', 'npx eslint . --max-warnings 0'],
  ['arrows and circles', 'npm run --silent arrows'],
  ['format', 'npx prettier --check --log-level warn .'],
  ['schema.graphql and migrations are up to date', 'npx vitest run server/drift.test.ts --silent'],
  ['bundle budget', 'node scripts/bundle-budget.mjs'],
  ['first paint', 'node --import tsx scripts/first-paint.ts'],
];

for (const [title, command] of CHECKS) {
  const start = Date.now();
  try {
    execSync(command, { stdio: 'pipe', encoding: 'utf8' });
    console.log(`ok    ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.error(`FAILS ${title}: ${command}\n${error.stdout}${error.stderr}`);
    process.exit(1);
  }
}
