import { Ajv2020 } from 'ajv/dist/2020.js';
import { functionSource } from '../../src/emit/validators/function-source.ts';
import { ModuleScope } from '../../src/emit/validators/module-scope.ts';
import type { JsonObject } from '../../src/json.ts';

// biome-ignore-start lint/suspicious/noThenProperty: a keyword of JSON Schema.
const schemas: { name: string; schema: JsonObject }[] = [
  { name: 'an object', schema: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } }, required: ['a'] } },
  { name: 'a closed object', schema: { properties: { a: {} }, patternProperties: { '^x': { type: 'string' } }, additionalProperties: false } },
  { name: 'conditions', schema: { if: { required: ['a'] }, then: { required: ['b'] }, else: { properties: { c: { const: 1 } } } } },
  { name: 'alternatives', schema: { oneOf: [{ type: 'string' }, { type: 'object', properties: { a: { enum: [1, 'b'] } } }], anyOf: [{ minLength: 2 }, true] } },
  { name: 'evaluated properties', schema: { allOf: [{ properties: { a: true } }], anyOf: [{ properties: { b: true } }, {}], unevaluatedProperties: false } },
  {
    name: 'lists',
    schema: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number', minimum: 1 }, contains: { const: 2 }, uniqueItems: true },
  },
  { name: 'dependencies', schema: { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } }, propertyNames: { maxLength: 3 } } },
  { name: 'nothing', schema: {} },
];
// biome-ignore-end lint/suspicious/noThenProperty: a keyword of JSON Schema.

test.each(schemas.flatMap((each) => [true, false].map((allErrors) => ({ ...each, allErrors }))))(
  'the function of $name is that of Ajv itself, with all errors: $allErrors',
  ({ schema, allErrors }) => {
    const ajv = new Ajv2020({ allErrors, strict: false, code: { source: true, lines: true } });
    const own = functionSource(ajv, schema, new ModuleScope('request'));
    // Their names are numbered after those of the metaschemas.
    const { source, evaluated } = ajv.compile(schema) as unknown as { source: { validateCode: string; evaluated: unknown }; evaluated: object };
    const withoutNumbers = (code: unknown) => String(code).replace(/\b(validate|schema|func|pattern|formats)\d+\b/g, '$1');
    expect(withoutNumbers(own.code)).toBe(withoutNumbers(source.validateCode));
    expect(own.evaluated).toEqual(JSON.parse(JSON.stringify(evaluated)));
    expect(String(own.evaluatedCode)).toBe(String(source.evaluated));
  },
);
