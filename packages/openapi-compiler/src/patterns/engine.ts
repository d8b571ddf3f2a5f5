import type { NameTester } from '@petsage/openapi-koa/spec';
import { codeInJson } from '../code-in-json.ts';
import { type Cost, costOf } from './cost.ts';
import { linearPattern } from './linear.ts';
import { loopCode } from './loop.ts';
import { type Program, programOf } from './program.ts';
import { toRegExp } from './regexp.ts';

/**
 * What runs a pattern: `loop` a generated loop, `backtracking` Node.js itself, `linear` RE2, by the pattern in its syntax, and `bounded` an
 * engine that counts its steps, on at most 1,024 characters. `none` can, where a pattern with look-around or back-references repeats too much.
 */
export type Engine =
  | { readonly kind: 'loop'; readonly code: string }
  | { readonly kind: 'backtracking' }
  | { readonly kind: 'linear'; readonly source: string; readonly unicode: boolean }
  | { readonly kind: 'bounded'; readonly program: Program; readonly cost: Cost }
  | { readonly kind: 'none' };

/** In characters; `bounded-regexp.cjs` has it, too. */
export const LONGEST_BOUNDED = 1024;

const known = new Map<string, Engine>();

/** @param pattern a regular expression, as `toRegExp` reads it */
export function engineOf(pattern: string): Engine {
  let engine = known.get(pattern);
  if (engine === undefined) {
    engine = chosen(pattern);
    known.set(pattern, engine);
  }
  return engine;
}

function chosen(pattern: string): Engine {
  const { flags, unicode } = toRegExp(pattern) as RegExp;
  const code = loopCode(pattern, unicode);
  if (code !== undefined) return { kind: 'loop', code };
  const cost = costOf(pattern, flags);
  if (cost === 'linear') return { kind: 'backtracking' };
  const source = linearPattern(pattern, unicode);
  if (source !== undefined) return { kind: 'linear', source, unicode };
  const program = programOf(pattern, unicode);
  return program === undefined ? { kind: 'none' } : { kind: 'bounded', program, cost };
}

/** An expression for what tests texts by a pattern, in a module beside a folder of the generated code. */
export function testerCode(pattern: string): string {
  const engine = engineOf(pattern);
  if (engine.kind === 'loop') return engine.code;
  if (engine.kind === 'linear') return `require("@petsage/openapi-koa/validation/linear-regexp")(${JSON.stringify(engine.source)}, ${engine.unicode})`;
  if (engine.kind === 'bounded') return `require("@petsage/openapi-koa/validation").boundedRegExp(${JSON.stringify(engine.program)})`;
  return `require("@petsage/openapi-koa/validation").toRegExp(${JSON.stringify(pattern)})`;
}

/** Tests names by a pattern at generation; as JSON, it is the code of a tester. */
export function testerOf(pattern: string): NameTester {
  const expression = toRegExp(pattern) as RegExp;
  return codeInJson(() => testerCode(pattern), { test: (name: string) => expression.test(name) });
}
