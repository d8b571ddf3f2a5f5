import { type DocumentOperation, type JsonObject, joinPointer, type Located } from '@petsage/openapi-compiler/internal';
import type { OperationDetails } from '@petsage/openapi-koa/spec';
import { bodyRefusals, INVALID } from './body-refusals.ts';
import { credentialRefusals } from './credential-refusals.ts';
import { exampleAt } from './example.ts';
import { invalidValues } from './invalid-values.ts';
import { type ExampleBody, type RequestExample, requestParts, textsOf, violationsIn } from './request-example.ts';

/** What differs from the request that is taken. */
export interface Given {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ExampleBody;
  /** Whether there is no body at all. */
  readonly bare?: true;
  /** A length that is said of a body that is never sent, in bytes. */
  readonly announcedBytes?: number;
}

/** A request that the contract layer refuses, whatever the service does. */
export interface Refusal {
  readonly name: string;
  readonly given: Given;
  readonly want: {
    readonly status: number;
    readonly code?: string;
    /** The value of `WWW-Authenticate`. */
    readonly challenge?: string;
    readonly violations?: readonly object[];
  };
}

/** Every kind of refusal that the contract layer makes for an operation, in the order in which it makes them. */
export function refusalsOf(
  root: JsonObject,
  operation: DocumentOperation,
  details: OperationDetails,
  known: { example: RequestExample; secured: boolean },
): Refusal[] {
  const list = listRefusals(root, operation, details, known);
  // An answer to HEAD has no body that says more.
  return operation.method === 'head'
    ? list.map((refusal) => (refusal.given.method === undefined ? { ...refusal, want: bodiless(refusal.want) } : refusal))
    : list;
}

function bodiless({ status, challenge }: Refusal['want']): Refusal['want'] {
  return { status, ...(challenge !== undefined && { challenge }) };
}

function listRefusals(
  root: JsonObject,
  operation: DocumentOperation,
  details: OperationDetails,
  { example, secured }: { example: RequestExample; secured: boolean },
): Refusal[] {
  const { target, headers } = requestParts(operation, example.parameters);
  const [path = '', query] = target.split('?');
  const list: Refusal[] = [];
  if (!operation.parameters.some(({ value }) => value['x-multi-segment'] === true))
    list.push({
      name: 'a slash behind the path',
      given: { path: `${path}/${query === undefined ? '' : `?${query}`}` },
      want: { status: 404, code: 'not-found' },
    });
  list.push({ name: 'a method that the path does not take', given: { method: 'PROPFIND' }, want: { status: 405, code: 'method-not-allowed' } });
  if (secured) return [...list, ...credentialRefusals(root, operation, example)];
  if (!takesAnything(details))
    list.push({
      name: 'an Accept field that rules every answer out',
      given: { headers: { ...headers, Accept: 'x-none/x-none' } },
      want: { status: 406, code: 'not-acceptable' },
    });
  if (details.body !== undefined) list.push(...bodyRefusals(root, operation, details, example));
  for (const parameter of operation.parameters) list.push(...parameterRefusals(root, parameter, operation, details, example));
  if (details.closedQuery !== undefined)
    list.push({
      name: 'a query parameter that the document does not name',
      given: { path: `${target}${query === undefined ? '?' : '&'}x-undeclared=1` },
      want: { ...INVALID, violations: [{ in: 'query', name: 'x-undeclared', keyword: 'x-closed-query' }] },
    });
  return list;
}

/** Whether success has no body, or a body of any type. */
function takesAnything({ responses }: OperationDetails): boolean {
  const success = Object.entries(responses).filter(([key]) => key.startsWith('2'));
  const types = (success.length > 0 ? success : Object.entries(responses)).flatMap(([, { content }]) => content);
  return types.length === 0 || types.includes('*/*');
}

function* parameterRefusals(
  root: JsonObject,
  parameter: Located,
  operation: DocumentOperation,
  details: OperationDetails,
  example: RequestExample,
): Generator<Refusal> {
  const { value, pointer } = parameter;
  const name = String(value['name']);
  const without = new Map([...example.parameters].filter(([other]) => other !== parameter));
  const tries: { name: string; texts: readonly string[]; member?: string }[] = [];
  if (value['in'] !== 'path' && value['required'] === true) tries.push({ name: `a request without ${name}`, texts: [] });
  if (value['schema'] !== undefined) {
    const schema = joinPointer(pointer, 'schema');
    for (const invalid of invalidValues(root, schema, exampleAt(root, pointer, 'request'), true)) {
      const texts = textsOf(parameter, invalid.value);
      // An object without its only member is not there at all.
      if (texts.length > 0) tries.push({ name: `${name} with ${invalid.name}`, texts, ...(invalid.member !== undefined && { member: invalid.member }) });
    }
    const [text] = example.parameters.get(parameter) ?? [];
    if (value['in'] === 'query' && text !== undefined) tries.push({ name: `${name} twice`, texts: [text, text] });
  }
  const own = requestParts(operation, example.parameters).headers;
  const seen = new Set<string>();
  for (const { name: what, texts, member = '' } of tries) {
    if (value['in'] === 'path' && (texts[0] ?? '') === '') continue;
    const parameters = texts.length === 0 ? without : new Map([...without, [parameter, texts] as const]);
    const violations = violationsIn(operation, details, parameters);
    const [first] = violations;
    // What is refused in several ways would pin the order of keywords, and what is taken is no refusal.
    if (violations.length !== 1 || first === undefined || first.in !== value['in'] || first.name !== name || seen.has(`${first.keyword} ${member}`)) continue;
    seen.add(`${first.keyword} ${member}`);
    const { target, headers } = requestParts(operation, parameters);
    yield {
      name: what,
      // Without its own the request's header fields would stay.
      given: { path: target, ...(Object.keys({ ...own, ...headers }).length > 0 && { headers }) },
      want: { ...INVALID, violations: [{ in: first.in, name, keyword: first.keyword }] },
    };
  }
}
