import { ValueScope } from 'ajv/dist/compile/codegen/index.js';
import type { Direction } from '../../ir/read-write-only.ts';

/** Of the names that Ajv declares outside of functions. */
const PREFIXES = ['validate', 'serialize', 'parse', 'wrapper', 'root', 'schema', 'keyword', 'pattern', 'formats', 'validate$data', 'func', 'obj', 'Error'];

/** Names of responses are none of requests: both may stand in one module, whose names are numbered in the end. */
const FIRST: Readonly<Record<Direction, number>> = { request: 0, response: 1_000_000 };

/** The names that Ajv declares outside of functions in one module. */
export class ModuleScope extends ValueScope {
  constructor(direction: Direction) {
    super({ scope: {}, prefixes: new Set(PREFIXES), lines: true });
    for (const prefix of PREFIXES) this._names[prefix] = { prefix, index: FIRST[direction] };
  }
}
