import { _, type Code, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaEnv } from 'ajv/dist/compile/index.js';
import { callRef } from 'ajv/dist/vocabularies/core/ref.js';
import { ERROR_LIST } from '../error-list.ts';
import { CONTEXT } from './validation-context.ts';

/** What a function has evaluated of a value that is valid: the properties and items that are the same for each, or that they differ. */
export interface Evaluated {
  readonly props?: true | Readonly<Record<string, true>>;
  readonly items?: true | number;
  readonly dynamicProps?: boolean;
  readonly dynamicItems?: boolean;
}

/** A function that a schema calls for one that it refers to. */
export interface ReferredFunction {
  /** An expression for the module of the function. */
  readonly module: Code;
  /** Whether it is looked up when it is called, as it may not be there before. */
  readonly isLate: boolean;
  /** Undefined where it is known only when the function has been called. */
  readonly evaluated: Evaluated | undefined;
}

/**
 * Has Ajv compile each schema by itself, with a call where it refers to another one. By itself Ajv compiles what a schema refers to at
 * once, so that a chain of references would be as long as its stack.
 *
 * @param functionOf the function of an id
 */
export function separateReferences(ajv: Ajv2020, functionOf: (id: string) => ReferredFunction): void {
  replaceReferences(ajv, (cxt) => {
    const id = cxt.schema as string;
    const { module, isLate, evaluated } = functionOf(id);
    const called = isLate
      ? _`${cxt.gen.scopeValue('wrapper', { key: id, ref: id, code: _`{get validate() { return ${module}; }}` })}.validate`
      : cxt.gen.scopeValue('validate', { key: id, ref: id, code: module });
    call(withPlainArguments(cxt, called), called, evaluated);
  });
}

/** The same for validators that are run at once: what a schema refers to is compiled when it is called for the first time. */
export function lateReferences(ajv: Ajv2020): void {
  replaceReferences(ajv, (cxt) => {
    const id = cxt.schema as string;
    const ref = {
      get validate() {
        return ajv.getSchema(id);
      },
    };
    call(cxt, _`${cxt.gen.scopeValue('wrapper', { key: id, ref })}.validate`, undefined);
  });
}

function replaceReferences(ajv: Ajv2020, code: (cxt: KeywordCxt) => void): void {
  (ajv.getKeyword('$ref') as CodeKeywordDefinition).code = code;
}

/**
 * The keyword with a call that passes the value, its place and the context of the validation as they are, where Ajv makes an object and a pointer
 * for each call. Only errors need the pointer: it is put before those that the function has found.
 */
function withPlainArguments(cxt: KeywordCxt, called: Code): KeywordCxt {
  const { gen, it, data } = cxt;
  return Object.create(cxt, {
    result: {
      value(_condition: Code, success: () => void, failure: () => void) {
        const isElsewhere = it.createErrors !== false && !it.errorPath.emptyStr();
        const before = isElsewhere ? gen.const('before', _`${ERROR_LIST}.length(${CONTEXT})`) : undefined;
        cxt.result(_`${called}(${data}, ${CONTEXT}, ${it.parentData}, ${it.parentDataProperty})`, success, () => {
          if (before !== undefined) gen.code(_`${ERROR_LIST}.prefix(${CONTEXT}, ${before}, ${it.errorPath})`);
          failure();
        });
      },
    },
  }) as KeywordCxt;
}

/** Ajv reads no more of a schema than what its function has evaluated. */
function call(cxt: KeywordCxt, called: Code, evaluated: Evaluated | undefined): void {
  callRef(cxt, called, evaluated && ({ validate: { evaluated } } as unknown as SchemaEnv));
}
