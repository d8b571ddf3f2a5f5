/** `npm run contract`: what a CI runs to hold document, generated code and running service against each other. */
import { parseArgs } from 'node:util';
import type { Check } from './contract/check.ts';
import { conformance } from './contract/conformance.ts';
import { drift } from './contract/drift.ts';
import { lint } from './contract/lint.ts';

/** 0 all checks passed, 1 one failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;
const CHECKS: readonly Check[] = [lint, drift, conformance];

const HELP = `Holds document, generated code and running service against each other.

Usage
  npm run contract -- [options]

Options
  --only NAME   run this check only; may be given several times
  --help        this text

Checks
${CHECKS.map(({ name, about }) => `  ${name.padEnd(13)} ${about}`).join('\n')}

Examples
  npm run contract
  npm run contract -- --only conformance

Exit codes: 0 all passed, 1 one failed, 2 misused.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let only: string[];
  try {
    const { values } = parseArgs({ args, options: { only: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean', default: false } } });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    only = values.only;
    const unknown = only.find((name) => !CHECKS.some((check) => check.name === name));
    if (unknown !== undefined) throw new Error(`--only is ${JSON.stringify(unknown)}; allowed is ${CHECKS.map((check) => check.name).join(', ')}.`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See npm run contract -- --help.\n`);
    return EXIT.misused;
  }
  let failed = 0;
  for (const check of CHECKS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const { verdict, faults } = await outcome(check);
    process.stdout.write(`${check.name}: ${verdict}\n`);
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    if (faults.length > 0) failed++;
  }
  return failed === 0 ? 0 : EXIT.failed;
}

/** A check that throws has failed like any other, and those after it are still made. */
async function outcome(check: Check): Promise<{ verdict: string; faults: readonly string[] }> {
  try {
    const faults = await check.run();
    return { verdict: faults.length === 0 ? 'ok' : 'FAILED', faults };
  } catch (error) {
    return { verdict: 'FAILED', faults: [(error as Error).message] };
  }
}
