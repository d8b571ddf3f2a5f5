/** `npm run bench:compare REV`: measures the working tree beside another revision of it, in turn, and prints the ratio with its spread. */
import { spawnSync } from 'node:child_process';
import { createCommand, quoted, runCommand, UsageError } from '@petsage/openapi-checks/lib';
import { ROOT } from '../tools/lib/root.ts';
import type { ComparisonOptions } from './comparison.ts';
import { type CompareValues, defineCompare, parseCompare } from './options.ts';

const command = createCommand<CompareValues, ComparisonOptions>({
  name: 'npm run bench:compare --',
  description:
    'Measures the working tree beside another revision of it, which take turns, and prints ratios with their spread: below 1 in throughput, and above 1 in cold start, the working tree is slower. A spread that includes 1 is inconclusive: measure longer.',
  examples: ['$0 HEAD', '$0 v1.0.0 --only list-100 --rounds 15 --seconds 2'],
  notes: 'The revision is checked out in a temporary folder, which is removed again.',
  define: defineCompare,
  parse(values, positionals) {
    const options = parseCompare(values, positionals);
    return { ...options, commit: commitOf(options.revision) };
  },
  run: async (options) => (await import('./comparison.ts')).compare(options),
  failures: ['Error'],
});
await runCommand(command);

/** @throws UsageError when there is no such commit */
function commitOf(revision: string): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new UsageError(`${quoted(revision)} is not a commit, branch or tag of this repository.`);
  return stdout.trim();
}
