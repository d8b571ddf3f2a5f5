import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { endWithThisProcess } from '../lib/child-process.ts';
import { printable } from '../lib/printable.ts';
import { ScratchFolder } from '../lib/scratch-folder.ts';

/** A command to repeat a request may be long, and one with a file is of no use. */
const MAX_LINE = 2000;

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
  /** Operations, such as `POST /photos`, that may accept requests which are invalid as JSON. */
  readonly tolerant: readonly string[];
  /** Operations that may refuse requests which are valid against their schemas. */
  readonly strict: readonly string[];
}

/** Thrown when schemathesis ends without a report: nothing is known of the service then. */
export class SchemathesisCrash extends Error {
  override readonly name = 'SchemathesisCrash';
}

/**
 * Generates requests from the document and validates every response against it.
 *
 * @throws SchemathesisCrash with the cause in one line
 */
export async function schemathesis({ python, document, url, cases, seed, invalid, tolerant, strict }: SchemathesisOptions): Promise<Generated> {
  // Its own folder, so that it finds no other configuration.
  const scratch = new ScratchFolder('schemathesis');
  try {
    writeFileSync(join(scratch.path, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(scratch.path, 'schemathesis.toml'), configuration({ invalid, tolerant, strict }));
    const args = [
      ...['-m', 'schemathesis.cli', 'run', 'openapi.json', '--url', url, '--no-color'],
      ...['--max-examples', String(cases), '--seed', String(seed), '--generation-database', 'none'],
      ...['--phases', invalid === 'none' ? 'fuzzing' : 'coverage,fuzzing'],
      ...['--report', 'json', '--report-json-path', 'report.json', '--request-timeout', '10'],
    ];
    const modules = [import.meta.dirname, process.env['PYTHONPATH'] ?? []].flat().join(delimiter);
    const hooks = { PYTHONPATH: modules, SCHEMATHESIS_HOOKS: 'schemathesis_hooks', PYTHONDONTWRITEBYTECODE: '1' };
    const env = { ...process.env, ...hooks, PYTHONUTF8: '1', COLUMNS: '160' };
    const child = endWithThisProcess(spawn(python, args, { cwd: scratch.path, stdio: ['ignore', 'pipe', 'pipe'], env }), 'SIGKILL');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0 && code !== 1) throw new SchemathesisCrash(`schemathesis ended: ${crashCause(output, code)}`);
    const { test_cases: counts, operations } = readReport(join(scratch.path, 'report.json'), output, code);
    if (code === 0 && operations.tested < operations.total) throw new Error(`schemathesis tested ${operations.tested} of ${operations.total} operations`);
    return { cases: counts.generated, faults: code === 0 ? [] : failures(output) };
  } finally {
    scratch.remove();
  }
}

function configuration({ invalid, tolerant, strict }: Pick<SchemathesisOptions, 'invalid' | 'tolerant' | 'strict'>): string {
  const mode = `[phases.fuzzing.generation]\nmode = "${invalid === 'many' ? 'all' : 'positive'}"\n`;
  // A string of TOML is escaped like one of JSON.
  const operations = [...new Set([...tolerant, ...strict])].map((label) => {
    const off = [...(tolerant.includes(label) ? ['negative_data_rejection'] : []), ...(strict.includes(label) ? ['positive_data_acceptance'] : [])];
    return `\n[[operations]]\ninclude-name = ${JSON.stringify(label)}\n${off.map((check) => `checks.${check}.enabled = false\n`).join('')}`;
  });
  return mode + operations.join('');
}

/** The line of the output that names the error: the last of a Python traceback, else the last that has text. */
function crashCause(output: string, code: number | null): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^[\s│|]+|[\s│|]+$/g, ''))
    .filter((line) => /\w/.test(line));
  const line =
    lines.findLast((each) => /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt)\b/.test(each)) ??
    lines.at(-1) ??
    (code === null ? 'it was killed' : `exit code ${code}`);
  return printable(line);
}

interface Report {
  readonly test_cases: { readonly generated: number };
  readonly operations: { readonly total: number; readonly tested: number };
}

function readReport(path: string, output: string, code: number): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    throw new SchemathesisCrash(`schemathesis ended without a report: ${crashCause(output, code)}`);
  }
}

/** A section for each operation that failed, from the printed report: the JSON report has no request to repeat. */
function failures(report: string): string[] {
  const found = report.slice(Math.max(0, report.search(/^=+ (?:FAILURES|ERRORS) =+$/m)), report.search(/^=+ SUMMARY =+$/m));
  const sections = found.split(/^_{3,} (.+) _{3,}$|^=+ (?:FAILURES|ERRORS) =+$/m).filter((text) => text !== undefined && text.trim() !== '');
  const texts: string[] = [];
  for (let index = 0; index + 1 < sections.length; index += 2) texts.push(`${sections[index]}: schemathesis reports\n${sections[index + 1]?.trim()}`);
  return (texts.length > 0 ? texts : [`schemathesis reports\n${report.trim()}`]).map(readable);
}

/** Control characters and bytes that are no text, as in a request with a file, would change the terminal, and fill pages. */
function readable(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, MAX_LINE))
    .join('\n');
}
