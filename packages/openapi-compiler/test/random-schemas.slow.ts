import { compile } from '../../../test/support/documents.ts';
import { RandomSchemas } from './random-schemas.ts';
import { ReferenceValidator } from './reference-validator.ts';

const SCHEMAS = 120;
const VALUES = 40;

test.each([20, 21])('validators of requests and responses do what JSON Schema says, for random schemas (seed %i)', (seed) => {
  const random = new RandomSchemas(seed);
  const schemas: Record<string, unknown> = { R0: random.schema(2, false), R1: random.schema(2, false) };
  const paths: Record<string, unknown> = {};
  for (let index = 0; index < SCHEMAS; index++) {
    schemas[`A${index}`] = random.schema(3, true);
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/A${index}` } } };
    paths[`/t${index}`] = { post: { operationId: `A${index}`, requestBody: { content }, responses: { 200: { description: 'd', content } } } };
  }
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components: { schemas } });
  const reference = new ReferenceValidator(schemas);
  const counts = { valid: 0, invalid: 0 };
  for (const operation of compile('d.json', text, { strict: false }).list) {
    const { bodies, responses } = operation.load().validators;
    const validators = [bodies?.['application/json'], responses['200']?.content?.['application/json']];
    const schema = schemas[operation.operationId];
    for (let times = 0; times < VALUES; times++) {
      const value = random.value(4);
      const want = reference.isValid(schema, value);
      counts[want ? 'valid' : 'invalid']++;
      const found = validators.map((validate) => validate?.(structuredClone(value), {}) ?? true);
      if (found.some((isValid) => isValid !== want))
        throw new Error(`${JSON.stringify(value)}: ${want} expected, ${found.join(' and ')} found, by ${JSON.stringify(schema)}`);
    }
  }
  expect(counts.valid).toBeGreaterThan(1000);
  expect(counts.invalid).toBeGreaterThan(1000);
});
