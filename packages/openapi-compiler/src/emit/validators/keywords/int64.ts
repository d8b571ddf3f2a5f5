import validation from '@petsage/openapi-koa/validation';
import { _, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { stringify } from 'ajv/dist/compile/codegen/index.js';
import { INT64 } from '../../../ir/int64.ts';
import type { Direction } from '../../../ir/read-write-only.ts';
import type { Json } from '../../../json.ts';
import { CONTEXT } from './validation-context.ts';

const checks = validation['int64'] as Readonly<Record<Direction, (spec: Json) => unknown>>;

/**
 * Validates integers that are no doubles for a handler, by all that a schema says of them. An error has the keyword of the document that
 * is violated.
 */
export function addInt64(ajv: Ajv2020, direction: Direction): void {
  ajv.addKeyword({
    keyword: INT64,
    schemaType: 'object',
    error: {
      message: ({ params: { failure } }) => _`${failure}.message`,
      params: ({ params: { failure } }) => _`${failure}.params`,
    },
    code(cxt: KeywordCxt) {
      const { gen, data, it } = cxt;
      const spec = cxt.schema as Json;
      const check = gen.scopeValue('func', {
        key: `${INT64} ${JSON.stringify(spec)}`,
        ref: checks[direction](spec),
        code: _`require("@petsage/openapi-koa/validation").int64.${direction === 'request' ? _`request` : _`response`}(${stringify(spec)})`,
      });
      const failure = gen.const('failure', _`${check}(${data}, ${it.parentData}, ${it.parentDataProperty}, ${CONTEXT})`);
      const failing = Object.create(cxt, { keyword: { value: _`${failure}.keyword` } }) as KeywordCxt;
      failing.setParams({ failure });
      failing.fail(_`${failure} !== undefined`);
    },
  });
}
