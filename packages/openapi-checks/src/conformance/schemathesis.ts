import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { endWithThisProcess } from '../lib/child-process.ts';
import { ScratchFolder } from '../lib/scratch-folder.ts';

export interface Generated {
  /** The number of generated requests. */
  readonly cases: number;
  readonly faults: readonly string[];
}

export interface SchemathesisOptions {
  /** The interpreter that schemathesis is installed for. */
  readonly python: string;
  readonly document: JsonObject;
  /** Where to send requests. */
  readonly url: string;
  /** For each operation. */
  readonly cases: number;
  readonly seed: number;
  /** Invalid requests beside valid ones: none, one of each kind, or as many as valid ones. */
  readonly invalid: 'none' | 'few' | 'many';
}

/**
 * Generates requests from the document and validates every response against it.
 *
 * @throws Error with its output when it cannot run
 */
export async function schemathesis({ python, document, url, cases, seed, invalid }: SchemathesisOptions): Promise<Generated> {
  // Its own folder, so that it finds no other configuration.
  const scratch = new ScratchFolder('schemathesis');
  try {
    writeFileSync(join(scratch.path, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(scratch.path, 'schemathesis.toml'), `[phases.fuzzing.generation]\nmode = "${invalid === 'many' ? 'all' : 'positive'}"\n`);
    const args = [
      ...['-m', 'schemathesis.cli', 'run', 'openapi.json', '--url', url, '--checks', 'all', '--no-color'],
      ...['--max-examples', String(cases), '--seed', String(seed), '--generation-database', 'none'],
      ...['--phases', invalid === 'none' ? 'fuzzing' : 'coverage,fuzzing'],
      ...['--report', 'json', '--report-json-path', 'report.json', '--request-timeout', '10'],
    ];
    const env = { ...process.env, PYTHONUTF8: '1', COLUMNS: '160' };
    const child = endWithThisProcess(spawn(python, args, { cwd: scratch.path, stdio: ['ignore', 'pipe', 'pipe'], env }), 'SIGKILL');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0 && code !== 1) throw new Error(`schemathesis cannot run: ${output.trim().slice(-2000)}`);
    const { test_cases: counts, operations } = JSON.parse(readFileSync(join(scratch.path, 'report.json'), 'utf8')) as Report;
    if (code === 0 && operations.tested < operations.total) throw new Error(`schemathesis tested ${operations.tested} of ${operations.total} operations`);
    return { cases: counts.generated, faults: code === 0 ? [] : failures(output) };
  } finally {
    scratch.remove();
  }
}

interface Report {
  readonly test_cases: { readonly generated: number };
  readonly operations: { readonly total: number; readonly tested: number };
}

/** A section for each operation that failed, from the printed report: the JSON report has no request to repeat. */
function failures(report: string): string[] {
  const found = report.slice(Math.max(0, report.search(/^=+ (?:FAILURES|ERRORS) =+$/m)), report.search(/^=+ SUMMARY =+$/m));
  const sections = found.split(/^_{3,} (.+) _{3,}$|^=+ (?:FAILURES|ERRORS) =+$/m).filter((text) => text !== undefined && text.trim() !== '');
  const texts: string[] = [];
  for (let index = 0; index + 1 < sections.length; index += 2) texts.push(`${sections[index]}: schemathesis reports\n${sections[index + 1]?.trim()}`);
  return texts.length > 0 ? texts : [`schemathesis reports\n${report.trim()}`];
}
