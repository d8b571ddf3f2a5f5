import { cpSync, linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, onShutdown } from '@petsage/openapi-checks/lib';
import { ROOT } from '../../../tools/lib/root.ts';
import { ARCHIVE, FOLDER_VARIABLE } from './cluster.ts';
import { type ClusterTestOptions, NOT_RUN, SUFFIX } from './command.ts';
import { buildImages } from './images.ts';
import { runInNamespaces, sharedSettings } from './namespaces.ts';
import { buildPrograms } from './programs.ts';
import { missingRequirement } from './requirements.ts';

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(ROOT, 'node_modules/jest/bin/jest.js')];

/** @returns an exit code */
export async function runScenarios({ scenarios, buildOnly }: ClusterTestOptions): Promise<number> {
  const missing = missingRequirement();
  if (missing !== undefined) {
    process.stderr.write(`Nothing was tested: ${missing}\n`);
    return NOT_RUN;
  }
  const stop = new AbortController();
  const forget = onShutdown(() => stop.abort());
  try {
    await buildPrograms(report, stop.signal);
    return buildOnly ? EXIT.done : await runAll(scenarios, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return EXIT.failed;
  } finally {
    forget();
  }
}

async function runAll(scenarios: readonly string[], signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  const before = JSON.stringify(sharedSettings());
  const faults: string[] = [];
  try {
    report('building the images');
    buildImages(join(folder, ARCHIVE));
    signal.throwIfAborted();
    for (const scenario of scenarios) {
      report(scenario);
      if ((await runScenario(folder, scenario, signal)) !== 0) faults.push(scenario);
      signal.throwIfAborted();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (JSON.stringify(sharedSettings()) !== before) faults.push('a setting of the kernel has changed on this machine');
  for (const fault of faults) process.stderr.write(`FAILED: ${fault}\n`);
  return faults.length > 0 ? EXIT.failed : EXIT.done;
}

/** On a cluster of its own: entries that the kernel keeps about the connections of another would cost requests. */
async function runScenario(images: string, scenario: string, signal: AbortSignal): Promise<number | null> {
  const folder = join(images, scenario);
  mkdirSync(folder);
  linkSync(join(images, ARCHIVE), join(folder, ARCHIVE));
  const pattern = ['--testMatch', `**/test/deploy/kubernetes/scenarios/${scenario}${SUFFIX}`];
  const command = [process.execPath, ...JEST, '--runInBand', ...pattern];
  const code = await runInNamespaces(command, { env: { ...process.env, [FOLDER_VARIABLE]: folder }, signal });
  const logs = process.env['KUBERNETES_LOGS'];
  if (code !== 0 && logs) cpSync(join(folder, 'logs'), join(logs, scenario), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  return code;
}

function report(line: string): void {
  process.stderr.write(`test:kubernetes: ${line}\n`);
}
