import { document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile.ts';
import { brokenLines } from '../src/emit/types/type-layout.ts';
import { intersection } from '../src/emit/types/type-text.ts';

const names = (count: number, prefix = 'Alternative') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const LONG = names(12);

const lines: { name: string; given: string; want: string }[] = [
  { name: 'a short line', given: 'export type A = B | C;', want: 'export type A = B | C;' },
  { name: 'a union', given: `export type A = ${LONG.join(' | ')};`, want: `export type A =\n${LONG.map((each) => `  | ${each}`).join('\n')};` },
  { name: 'a union in a list', given: `  a: (${LONG.join(' | ')})[];`, want: `  a: (\n${LONG.map((each) => `    | ${each}`).join('\n')}\n  )[];` },
  {
    name: 'members',
    given: `  "a: b"?: { ${LONG.map((each) => `${each}: string`).join('; ')} } | undefined;`,
    want: `  "a: b"?:\n    | {\n${LONG.map((each) => `      ${each}: string;`).join('\n')}\n    }\n    | undefined;`,
  },
  { name: 'a tuple', given: `  a: [${LONG.join(', ')}];`, want: `  a: [\n${LONG.map((each) => `    ${each},`).join('\n')}\n  ];` },
  { name: 'a value with what separates alternatives', given: `  a: "${LONG.join(' | ')}";`, want: `  a: "${LONG.join(' | ')}";` },
  { name: 'a comment', given: `/** ${LONG.join(' | ')} */`, want: `/** ${LONG.join(' | ')} */` },
  { name: 'a comment of lines', given: `/**\n * ${LONG.join(' | ')}\n */`, want: `/**\n * ${LONG.join(' | ')}\n */` },
];
test.each(lines)('$name', ({ given, want }) => {
  expect(brokenLines(given)).toBe(want);
});

const intersections: { given: string[]; want: string }[] = [
  { given: ['string', '"a" | "b"'], want: '"a" | "b"' },
  { given: ['"a" | "b"', '"b" | "c"'], want: '"b"' },
  { given: ['"a"', '"b"'], want: 'never' },
  { given: ['string | null', 'string'], want: 'string' },
  { given: ['number', '1 | 2 | "1"'], want: '1 | 2' },
  { given: ['boolean', 'true'], want: 'true' },
  { given: ['string', '"a | b" | "c\\"d"'], want: '"a | b" | "c\\"d"' },
  { given: ['string', 'number'], want: 'never' },
  { given: ['Pet', 'string', '"a"'], want: '"a" & Pet' },
  { given: ['string', 'Pet'], want: 'string & Pet' },
  { given: ['unknown', 'string'], want: 'string' },
];
test.each(intersections)('an intersection of $given is $want', ({ given, want }) => {
  expect(intersection(given)).toBe(want);
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const typesOf = (schema: object, schemas: object) => {
  const responses = {
    200: { description: 'd', content: { 'application/json': { schema } } },
    201: { description: 'd', content: { 'application/json': { schema } } },
  };
  return compileDocument('d.json', document({ get: { operationId: 'op', responses } }, { schemas })).files.get('types.ts') ?? '';
};

test('a long union of references has a name, the same wherever it stands', () => {
  const schemas = Object.fromEntries(LONG.map((name) => [name, { type: 'object', properties: { [name]: { type: 'string' } } }]));
  const types = typesOf({ type: 'array', items: { anyOf: LONG.map(ref) } }, { ...schemas, Whole: { oneOf: LONG.map(ref) } });
  const [, name] = /content: \{ "application\/json": (\w+)\[\] \};/.exec(types) ?? [];
  expect(types.match(new RegExp(`export type ${name} =\n`, 'g'))).toHaveLength(1);
  expect(types.match(new RegExp(`"application/json": ${name}\\[\\]`, 'g'))).toHaveLength(2);
  expect(types).toContain(`export type Whole =\n  | ${LONG[0]}\n`);
  expect(Math.max(...types.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

test('a type that is said twice stands once', () => {
  expect(typesOf({ type: 'string', oneOf: [{ enum: ['a'] }, { enum: ['b'] }] }, {})).toContain('content: { "application/json": "a" | "b" };');
});
