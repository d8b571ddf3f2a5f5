import { createRequire } from 'node:module';
import { _, type Code, Name, nil, type SchemaCxt, stringify } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { _Code } from 'ajv/dist/compile/codegen/code.js';
import { CodeGen, type ScopeValueSets, type ValueScope } from 'ajv/dist/compile/codegen/index.js';
import { SchemaEnv } from 'ajv/dist/compile/index.js';
import type ajvNames from 'ajv/dist/compile/names.js';
import { validateFunctionCode } from 'ajv/dist/compile/validate/index.js';
import type { JsonObject } from '../../json.ts';
import type { Evaluated } from './keywords/references.ts';

const require = createRequire(import.meta.url);

/** The names of parameters and variables in Ajv's functions. */
export const NAMES = (require('ajv/dist/compile/names.js') as typeof ajvNames).default;

/** What Ajv makes of a schema. */
export interface FunctionSource {
  readonly name: string;
  /** The declaration of the function. */
  readonly code: string;
  /** The names from outside that the code uses. */
  readonly scopeValues: ScopeValueSets;
  readonly evaluated: Evaluated;
  /** An expression for it. */
  readonly evaluatedCode: Code;
}

/**
 * Has Ajv write the function of a schema. As Ajv's own `compile` does it, without making the function, without looking for ids in all of
 * the schema, and without keeping anything.
 *
 * @param scope of the names outside of the function
 */
export function functionSource(ajv: Ajv2020, schema: JsonObject, scope: ValueScope): FunctionSource {
  const { opts } = ajv;
  const gen = new FunctionCode(scope, { lines: true, ...(opts.ownProperties === undefined ? undefined : { ownProperties: opts.ownProperties }) });
  const validateName = gen.scopeName('validate');
  const context: SchemaCxt = {
    gen,
    ...(opts.allErrors === undefined ? undefined : { allErrors: opts.allErrors }),
    data: NAMES.data,
    parentData: NAMES.parentData,
    parentDataProperty: NAMES.parentDataProperty,
    dataNames: [NAMES.data],
    dataPathArr: [nil],
    dataLevel: 0,
    dataTypes: [],
    definedProperties: new Set(),
    topSchemaRef: gen.scopeValue('schema', { ref: schema, code: stringify(schema) }),
    validateName,
    schema,
    schemaEnv: new SchemaEnv({ schema, schemaId: '$id', baseId: '' }),
    rootId: '#',
    baseId: '#',
    schemaPath: nil,
    errSchemaPath: '#',
    errorPath: _`""`,
    opts,
    self: ajv,
  };
  validateFunctionCode(context);
  gen.optimize();
  const { props, items } = context;
  const evaluated = {
    ...(props === undefined || props instanceof Name ? undefined : { props }),
    ...(items === undefined || items instanceof Name ? undefined : { items }),
    dynamicProps: props instanceof Name,
    dynamicItems: items instanceof Name,
  } as Evaluated;
  return { name: String(validateName), code: gen.toString(), scopeValues: gen._values, evaluated, evaluatedCode: stringify(evaluated) };
}

/** A part of a function, as Ajv has it. Parts that hold others have them in `nodes`. */
interface CodeNode {
  readonly nodes?: readonly CodeNode[];
  readonly lhs?: unknown;
  readonly [field: string]: unknown;
}

interface RootNode extends CodeNode {
  optimizeNodes(): void;
  optimizeNames(counts: Record<string, number>, constants: unknown): void;
}

/** Fields of parts with an expression. */
const EXPRESSIONS = ['rhs', 'code', 'condition', 'iteration', 'from', 'to', 'iterable'] as const;
/** Fields of parts with another part. */
const BRANCHES = ['else', 'catch', 'finally'] as const;

class FunctionCode extends CodeGen {
  /** Ajv counts the names of each part into those of the part around it, level by level, which is a tenth of all that compiling takes. */
  override optimize(): void {
    const { _root: root, _constants: constants } = this as unknown as { readonly _root: RootNode; readonly _constants: unknown };
    root.optimizeNodes();
    const counts: Record<string, number> = {};
    countNames(root, counts);
    root.optimizeNames(counts, constants);
  }
}

function countNames(node: CodeNode, counts: Record<string, number>): void {
  if (node.nodes !== undefined) for (const inner of node.nodes) countNames(inner, counts);
  for (const field of EXPRESSIONS) if (node[field] !== undefined) countIn(node[field], counts);
  // An assignment doesn't use the name.
  if (node.lhs instanceof _Code) countIn(node.lhs, counts);
  for (const branch of BRANCHES) if (node[branch] !== undefined) countNames(node[branch] as CodeNode, counts);
}

function countIn(expression: unknown, counts: Record<string, number>): void {
  if (expression instanceof Name) counts[expression.str] = (counts[expression.str] ?? 0) + 1;
  else if (expression instanceof _Code) for (const item of expression._items) if (item instanceof Name) counts[item.str] = (counts[item.str] ?? 0) + 1;
}
