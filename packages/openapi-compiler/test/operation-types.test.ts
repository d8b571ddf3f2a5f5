import { sampleValues } from '../../../test/support/sample-values.ts';
import { described, FILE, judged, type Subject, TypeCases, testDocuments, type Verdict, wanted } from '../../../test/support/type-cases.ts';
import type { Mutation } from '../../../tools/documents/mutations.ts';
import type { HeaderSpec, OperationDetails, OperationSpec, Validator } from '../../openapi-koa/src/operation-spec.ts';
import { constantError } from '../../openapi-koa/src/response/header-constants.ts';
import { isObject, type JsonObject, joinPointer } from '../src/json.ts';
import { type DocumentOperation, type Located, located, readOperations } from '../src/parse/operations.ts';
import { normalizeReferences } from '../src/parse/references.ts';
import { SourceDocument } from '../src/parse/source-document.ts';

/** The types and validators of operations: what is typed of parameters, forms, texts and header fields has no schema of its own. */
type Json = Record<string, unknown>;

/** The names of `Operations` for the places of parameters. */
const PLACES = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;

let all: TypeCases;
const subjects: string[] = [];

beforeAll(() => {
  all = new TypeCases();
  for (const [name, text] of testDocuments()) addOperations(name, text);
  all.compile();
}, 60_000);

afterAll(() => all.remove());

function addOperations(document: string, text: string): void {
  const { root } = normalizeReferences(new SourceDocument(document, text).root);
  const operations = readOperations(root);
  const compiled = all.addDocument(document, text);
  for (const [index, operation] of operations.entries()) {
    const table = compiled.list[index] as OperationSpec;
    const details = table.load();
    const subject: MakeSubject = (what, side, type, judge) => {
      const name = `${table.operationId} ${what}`;
      subjects.push(`${document} ${name}`);
      return { document, name, side, type: type(`Operations[${JSON.stringify(table.operationId)}]`), judge };
    };
    addParameters(root, operation, details, subject);
    addBodies(root, operation, details, subject);
    addResponses(root, operation, details, subject);
  }
}

/** @param type the type, by that of the operation */
type MakeSubject = (what: string, side: Subject['side'], type: (operation: string) => string, judge: Subject['judge']) => Subject;

function addParameters(root: JsonObject, { parameters }: DocumentOperation, { validators }: OperationDetails, subject: MakeSubject): void {
  const places = Object.keys(PLACES).filter((place) => parameters.some(({ value }) => value['in'] === place)) as (keyof typeof PLACES)[];
  if (places.length === 0) return;
  const at = (place: string) =>
    sampleValues(
      root,
      objectOf(
        root,
        parameters.filter(({ value }) => value['in'] === place),
      ),
      1,
    );
  const values = [0, 1, 2].map((choice) => Object.fromEntries(places.map((place) => [PLACES[place], at(place)[choice]])));
  const headers = parameters.filter(({ value }) => value['in'] === 'header').map(({ value }) => String(value['name']));
  const judge = (value: unknown) => {
    const byPlace = Object.fromEntries(places.map((place) => [place, place === 'header' ? lower((value as Json)['headers']) : (value as Json)[PLACES[place]]]));
    const verdict = judged(validators.parameters, byPlace);
    const seen = Object.fromEntries(places.map((place) => [PLACES[place], (verdict.value as Json)[place]]));
    if ('headers' in seen) seen['headers'] = cased(seen['headers'], headers);
    return verdict.keywords.length > 0 ? { ...verdict, value } : { ...verdict, value: seen };
  };
  // The places themselves are there in every request.
  const inside = ({ what }: Mutation) => /\/[^/]+\//.test(what);
  const names = places.map((place) => `'${PLACES[place]}'`).join(' | ');
  all.add(
    subject('parameters', 'request', (operation) => `Pick<${operation}, ${names}>`, judge),
    values,
    inside,
  );
}

function addBodies(root: JsonObject, { body }: DocumentOperation, details: OperationDetails, subject: MakeSubject): void {
  for (const { type, kind, fields = {} } of details.body?.content ?? []) {
    const validate = details.validators.bodies?.[type];
    const declared = Object.keys(isObject(body?.value['content']) ? body.value['content'] : {}).find((name) => name.toLowerCase() === type);
    if (kind === undefined || kind === 'binary' || validate === undefined || declared === undefined) continue;
    const files = Object.entries(fields).filter(([, field]) => field.file);
    const values = sampleValues(root, located(root, joinPointer((body as Located).pointer, 'content', declared, 'schema'))?.value);
    const withFiles = values.map((value) =>
      isObject(value as never)
        ? {
            ...(value as Json),
            ...Object.fromEntries(files.filter(([name]) => name in (value as Json)).map(([name, { list }]) => [name, list ? [FILE] : FILE])),
          }
        : value,
    );
    // A file is made by the reader of the form: nothing else can stand in its place.
    const counts = ({ what }: Mutation) => !files.some(([name]) => new RegExp(` at /${name}(?:/|$)`).test(what));
    const made = subject(
      `body ${type}`,
      'request',
      (operation) => `NonNullable<${operation}['body']>[${JSON.stringify(type)}]`,
      (value) => judged(validate, value),
    );
    all.add(made, withFiles, counts);
  }
}

function addResponses(root: JsonObject, { responses }: DocumentOperation, { validators, responses: operations }: OperationDetails, subject: MakeSubject): void {
  for (const [status, response] of responses) {
    const { headers, content = {} } = validators.responses[status] ?? {};
    const at = (operation: string) => `${operation}['responses'][${JSON.stringify(status)}]`;
    const fields = Object.keys(isObject(response.value['headers']) ? response.value['headers'] : {})
      .filter((name) => name.toLowerCase() !== 'content-type')
      .map((name): Located => {
        const { value, pointer } = located(root, joinPointer(response.pointer, 'headers', name)) as Located;
        return { value: { ...value, name }, pointer };
      });
    if (headers !== undefined)
      all.add(
        subject(
          `${status} headers`,
          'response',
          (operation) => `${at(operation)}['headers']`,
          (value) => ({ ...judgedHeaders(operations[status]?.headers ?? [], headers, lower(value) as Json), value }),
        ),
        sampleValues(root, objectOf(root, fields), 1),
        ({ what }) => what.startsWith('more') || !what.endsWith(' at /'),
      );
    for (const [type, validate] of Object.entries(content)) {
      // What a type cannot say: it is a text of another type than JSON, which nothing is held against.
      const isText = (value: unknown) => typeof value === 'string' && (operations[status]?.jsonOnly ?? []).includes(type);
      const schema = located(root, joinPointer(response.pointer, 'content', type, 'schema'))?.value;
      all.add(
        subject(
          `${status} ${type}`,
          'response',
          (operation) => `${at(operation)}['content'][${JSON.stringify(type)}]`,
          (value) => (isText(value) ? { value, keywords: [] } : judged(validate, value)),
        ),
        sampleValues(root, schema),
      );
    }
  }
}

/** By the run time's comparison of the headers that have one value, and the validator of the others. */
function judgedHeaders(specs: readonly HeaderSpec[], validate: Validator, values: Json): Verdict {
  const wrong = constantError(specs, values);
  if (wrong !== undefined) return { value: values, keywords: [wrong.keyword] };
  const constants = new Set(specs.filter(({ constant }) => constant !== undefined).map(({ name }) => name.toLowerCase()));
  return judged(validate, Object.fromEntries(Object.entries(values).filter(([name]) => !constants.has(name))));
}

/** Parameters or header fields as the members of an object. */
function objectOf(root: JsonObject, list: readonly Located[]): Json {
  const schemaOf = ({ value, pointer }: Located) => {
    const [type] = Object.keys(isObject(value['content']) ? value['content'] : {});
    return type === undefined ? (value['schema'] ?? {}) : (located(root, joinPointer(pointer, 'content', type))?.value['schema'] ?? {});
  };
  return {
    type: 'object',
    properties: Object.fromEntries(list.map((each) => [String(each.value['name']), schemaOf(each)])),
    required: list.filter(({ value }) => value['required'] === true).map(({ value }) => String(value['name'])),
  };
}

const lower = (value: unknown): unknown =>
  isObject(value as never) ? Object.fromEntries(Object.entries(value as Json).map(([name, member]) => [name.toLowerCase(), member])) : value;

/** The names of the document again, which handlers get. */
const cased = (value: unknown, names: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(value as Json).map(([name, member]) => [names.find((each) => each.toLowerCase() === name) ?? name, member]));

test('everything that has a type and a validator has values that are valid', () => {
  const valid = new Set(all.cases.filter(({ keywords }) => keywords.length === 0).map(({ document, name }) => `${document} ${name}`));
  expect(subjects.filter((name) => !valid.has(name))).toEqual([]);
});

test('there are many cases of each kind', () => {
  for (const kind of ['taken', 'refused'] as const) expect(all.cases.filter((each) => wanted(each) === kind).length).toBeGreaterThan(200);
});

test('what a validator takes, the compiler takes; a missing value, a wrong type and a value outside of an enum are refused by both', () => {
  expect(all.disagreements().map(described)).toEqual([]);
});
