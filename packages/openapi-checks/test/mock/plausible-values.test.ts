import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { plausibleValue } from '../../src/mock/plausible-values.ts';
import { Side } from '../../src/schemas/side.ts';

const schema = {
  type: 'object',
  required: ['id', 'secret', 'name'],
  properties: { id: { type: 'integer', readOnly: true }, secret: { type: 'string', writeOnly: true }, name: { type: 'string', nullable: true, enum: [null] } },
};

function madeUp(openapi: string, direction?: 'request' | 'response') {
  const root = { openapi, components: { schemas: { Pet: schema } } } as JsonObject;
  const side = new Side('revision', root);
  return plausibleValue({ value: schema as never, pointer: '/components/schemas/Pet', document: 'revision', side }, () => true, 'a', direction);
}

test('a request has nothing that is read-only, and a response nothing that is write-only', () => {
  expect(Object.keys(madeUp('3.0.3', 'request') as object)).toEqual(['secret', 'name']);
  expect(Object.keys(madeUp('3.0.3', 'response') as object)).toEqual(['id', 'name']);
  expect(madeUp('3.0.3')).toEqual(madeUp('3.0.3', 'response'));
});

test('nullable makes null possible in OpenAPI 3.0, and nothing in 3.1, which has no such keyword', () => {
  expect(madeUp('3.0.3', 'request')).toMatchObject({ name: null });
  expect(madeUp('3.1.0', 'request')).toBeUndefined();
});
