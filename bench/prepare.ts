import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child-process.ts';
import type { Contestant } from './contestants.ts';
import type { DocumentName } from './documents.ts';
import { buildOgen, OGEN_DOCUMENTS } from './ogen.ts';
import { installPeers } from './peers.ts';

/** Why a contestant cannot be measured; undefined where it can. */
export type Obstacle = (contestant: Contestant) => string | undefined;

/** What a deployment runs and what npm installs; the parts of `npm run build`. */
const BUILT = ['service', 'packages'];

/** Builds the service and the packages that these contestants run, installs the peers and makes the contracts that they need. */
export async function prepare(contestants: readonly Contestant[]): Promise<Obstacle> {
  const needOf = (need: Contestant['needs']) => contestants.some(({ needs }) => needs === need);
  const noPeers = needOf('npm') ? installPeers() : undefined;
  const refusals = new Map<string, string>();
  for (const root of new Set(contestants.map(({ command }) => command.cwd))) await build(root);
  for (const [key, { cwd, document }] of neededContracts(contestants)) {
    const refusal = await makeContract(document, cwd);
    if (refusal !== undefined) refusals.set(key, refusal);
  }
  const noOgen = needOf('ogen') ? await buildOgen() : undefined;
  const missing = { npm: noPeers, ogen: noOgen };
  return ({ needs, document, command }) => (needs && missing[needs]) ?? (document && refusals.get(keyOf(command.cwd, document)));
}

function neededContracts(contestants: readonly Contestant[]): Map<string, { readonly cwd: string; readonly document: DocumentName }> {
  const needed = contestants.flatMap(({ command: { cwd }, document, needs }) =>
    (needs === 'ogen' ? OGEN_DOCUMENTS : document ? [document] : []).map((name) => [keyOf(cwd, name), { cwd, document: name }] as const),
  );
  return new Map(needed);
}

function keyOf(cwd: string, document: DocumentName): string {
  return `${cwd}\n${document}`;
}

/** @throws Error when it cannot be built */
async function build(root: string): Promise<void> {
  // A revision from before there was a build runs from its source.
  if (!existsSync(join(root, 'tools/build.ts'))) return;
  const { code, stderr } = await run(process.execPath, ['tools/build.ts', ...BUILT], root);
  if (code !== 0) throw new Error(`${BUILT.join(' and ')} in ${root} cannot be built: ${stderr.trim()}`);
}

async function makeContract(document: DocumentName, cwd: string): Promise<string | undefined> {
  process.stderr.write(`contract of ${document} …\n`);
  const { code, stderr } = await run(process.execPath, ['bench/make-contract.ts', document], cwd);
  if (code === 0) return undefined;
  const lines = stderr.trim().split('\n');
  return `the contract of ${document} could not be made: ${lines[0]}${lines.length > 1 ? ` (${lines.length} lines)` : ''}`;
}
