/**
 * Prints each regular expression of openapi-koa, with what generated code requires, that a text could take more than linear time for, a line
 * each: the file, the expression and its cost. In a process of its own, as recheck runs at a fraction of its speed in Jest's sandbox.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { costOf } from '../../packages/openapi-compiler/src/patterns/cost.ts';

const ROOT = join(import.meta.dirname, '../..');
const FORMATS = join(ROOT, 'packages/openapi-koa/src/validation/formats');
const require = createRequire(join(ROOT, 'packages/openapi-koa/src/validation/formats.cjs'));

/** Literals, whatever the code does with them. */
function literalsIn(file: string): RegExp[] {
  const found: RegExp[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, pattern, flags } = node as { type?: unknown; pattern?: string; flags?: string };
    if (type === 'RegExpLiteral') found.push(new RegExp(pattern as string, flags));
    for (const part of Object.values(node)) look(part);
  };
  look(parseSync(readFileSync(file, 'utf8'), { syntax: file.endsWith('.ts') ? 'typescript' : 'ecmascript', target: 'es2024' } as never));
  return found;
}

/** What a module of generated code makes when it is loaded. */
function madeBy(file: string): RegExp[] {
  const made: RegExp[] = [];
  const Recording = new Proxy(RegExp, {
    construct(target, [source, flags]: [string, string?]) {
      const expression = new target(source, flags);
      made.push(expression);
      return expression;
    },
  });
  new Function('module', 'exports', 'require', 'RegExp', readFileSync(file, 'utf8'))({ exports: {} }, {}, createRequire(file), Recording);
  return made;
}

const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
const validation = filesIn(join(ROOT, 'packages/openapi-koa/src/validation'), /\.cjs$/);
const ofFormats = Object.values(require('./formats.cjs') as Record<string, unknown>).filter((format) => format instanceof RegExp);
const expressions: readonly (readonly [file: string, RegExp])[] = [
  ...[...filesIn(join(ROOT, 'packages/openapi-koa/src'), /\.ts$/), ...validation].flatMap((file) =>
    literalsIn(file).map((expression) => [file, expression] as const),
  ),
  ...[join(ROOT, 'packages/openapi-koa/src/validation/formats.cjs'), ...filesIn(FORMATS, /\.cjs$/)].flatMap((file) =>
    madeBy(file).map((expression) => [file, expression] as const),
  ),
  ...ofFormats.map((expression) => ['a format', expression] as const),
];
for (const [file, { source, flags }] of expressions) {
  const cost = costOf(source, flags);
  if (cost !== 'linear') process.stdout.write(`${file.slice(ROOT.length + 1)} /${source}/${flags}: ${cost}\n`);
}
process.stdout.write(`${expressions.length} expressions\n`);
