import { stockAjv } from '../../../tools/documents/stock-ajv.ts';

const schemas = {
  Pet: {
    type: 'object',
    required: ['id', 'secret', 'name'],
    properties: { id: { type: 'integer', readOnly: true }, secret: { $ref: '#/components/schemas/Secret' }, name: { type: 'string', nullable: true } },
  },
  Secret: { type: 'string', writeOnly: true },
  Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { required: ['tag'] }], properties: { tag: { readOnly: true } } },
};
const root = { openapi: '3.0.3', components: { schemas } };
const whole = { id: 1, secret: 's', name: 'Rex' };

const rows = [
  { schema: 'Pet', direction: 'request', given: { secret: 's', name: null }, want: true, why: 'a request need not have what is read-only' },
  { schema: 'Pet', direction: 'request', given: { id: 1, name: 'Rex' }, want: false, why: 'a request must have what is required' },
  { schema: 'Pet', direction: 'response', given: { id: 1, name: 'Rex' }, want: true, why: 'a response has nothing that is write-only' },
  { schema: 'Pet', direction: 'response', given: whole, want: false, why: 'a response must not have what is write-only' },
  { schema: 'Pet', direction: 'response', given: { id: 'x', name: 'Rex' }, want: false, why: 'a response is valid against the schema' },
  { schema: 'Pet', direction: undefined, given: whole, want: true, why: 'Ajv itself knows neither' },
  { schema: 'Dog', direction: 'request', given: { secret: 's', name: 'Rex' }, want: true, why: 'parts of a schema require nothing that it hides' },
  { schema: 'Dog', direction: 'response', given: { id: 1, name: 'Rex' }, want: false, why: 'parts of a schema require what it does not hide' },
] as const;
test.each(rows)('$direction: $why', ({ schema, direction, given, want }) => {
  expect(stockAjv(root, direction)(`/components/schemas/${schema}`, given)).toBe(want);
});
