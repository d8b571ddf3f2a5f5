import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { endedWithThis } from '../../../tools/child.ts';
import { ScratchFolder } from '../../../tools/scratch-folder.ts';

export interface Generated {
  /** Requests that were made up. */
  readonly cases: number;
  readonly faults: readonly string[];
}

export interface SchemathesisOptions {
  /** The interpreter that has it. */
  readonly python: string;
  readonly document: JsonObject;
  /** Where to send requests. */
  readonly url: string;
  /** For each operation. */
  readonly cases: number;
  readonly seed: number;
  /** Only valid requests; or, beside them, one of each way to break the document; or as many that break it as valid ones. */
  readonly invalid: 'none' | 'few' | 'many';
}

/**
 * Makes requests up from the document, and holds every answer against it.
 *
 * @throws Error with what it says when it cannot run
 */
export async function schemathesis({ python, document, url, cases, seed, invalid }: SchemathesisOptions): Promise<Generated> {
  // Its files, and a configuration that it would look for, have a folder of their own.
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
    const child = endedWithThis(spawn(python, args, { cwd: scratch.path, stdio: ['ignore', 'pipe', 'pipe'], env }), 'SIGKILL');
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0 && code !== 1) throw new Error(`schemathesis cannot run: ${said.trim().slice(-2000)}`);
    const { test_cases: counts, operations } = JSON.parse(readFileSync(join(scratch.path, 'report.json'), 'utf8')) as Report;
    if (code === 0 && operations.tested < operations.total) throw new Error(`schemathesis tested ${operations.tested} of ${operations.total} operations`);
    return { cases: counts.generated, faults: code === 0 ? [] : failures(said) };
  } finally {
    scratch.remove();
  }
}

interface Report {
  readonly test_cases: { readonly generated: number };
  readonly operations: { readonly total: number; readonly tested: number };
}

/** One text for each operation that failed, from a report meant for people: the other has no request to repeat. */
function failures(report: string): string[] {
  const found = report.slice(Math.max(0, report.search(/^=+ (?:FAILURES|ERRORS) =+$/m)), report.search(/^=+ SUMMARY =+$/m));
  const sections = found.split(/^_{3,} (.+) _{3,}$|^=+ (?:FAILURES|ERRORS) =+$/m).filter((text) => text !== undefined && text.trim() !== '');
  const texts: string[] = [];
  for (let index = 0; index + 1 < sections.length; index += 2) texts.push(`${sections[index]}: schemathesis says\n${sections[index + 1]?.trim()}`);
  return texts.length > 0 ? texts : [`schemathesis says\n${report.trim()}`];
}
