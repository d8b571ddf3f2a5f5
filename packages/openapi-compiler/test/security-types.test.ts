import { compileFolder } from '../../../test/support/documents.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';
import { compileDocument } from '../src/compile.ts';

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const bearer = { type: 'http', scheme: 'bearer' };

/** A document with an operation for each list of requirements; one that names none has those of the document. */
const document = (requirements: readonly (readonly object[] | undefined)[], securitySchemes: object, security?: readonly object[], schemas: object = {}) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    ...(security && { security }),
    paths: Object.fromEntries(
      requirements.map((list, index) => [`/${index}`, { get: { operationId: `op${index}`, security: list, responses: { 204: { description: 'd' } } } }]),
    ),
    components: { schemas, securitySchemes },
  });

const cases: { name: string; given: string; want: string }[] = [
  { name: 'no operation requires one', given: document([[]], { key }), want: 'never' },
  { name: 'several, in the order of the document', given: document([[{ token: [] }], [{ key: [] }]], { key, token: bearer }), want: '"key" | "token"' },
  {
    name: 'both and either',
    given: document([[{ key: [], token: [] }, { other: [] }]], { key, token: bearer, other: key }),
    want: '"key" | "token" | "other"',
  },
  { name: 'one that may be left out', given: document([[{ key: [] }, {}]], { key }), want: '"key"' },
  { name: 'that of the document', given: document([undefined], { key, token: bearer }, [{ token: [] }]), want: '"token"' },
  { name: 'that of the document, which every operation does without', given: document([[]], { key }, [{ key: [] }]), want: 'never' },
  {
    name: 'names of every kind',
    given: document([[{ 'api-key.2': [], constructor: [] }]], { 'api-key.2': key, constructor: key }),
    want: '"api-key.2" | "constructor"',
  },
];
test.each(cases)('the type of security schemes: $name', ({ given, want }) => {
  expect(compileDocument('d.json', given).files.get('types.ts')).toContain(`\nexport type SecurityScheme = ${want};\n`);
});

test('a schema of the same name gets another', async () => {
  const schemas = { SecurityScheme: { type: 'object', properties: { id: { type: 'string' } } } };
  const { folder } = compileFolder('d.json', document([[{ key: [] }]], { key }, undefined, schemas));
  const program = `
import type { SecurityScheme, SecurityScheme2 } from '${folder}/types.ts';
export const name: SecurityScheme = 'key';
export const schema: SecurityScheme2 = { id: 'x' };
// @ts-expect-error the document has no such scheme
export const other: SecurityScheme = 'token';
`;
  expect(await typeCheck(folder, program)).toBe('');
});
