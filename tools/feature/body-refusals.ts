import { bodyKindAt, type DocumentOperation, isObject, type Json, type JsonObject, joinPointer, located } from '@petsage/openapi-compiler/internal';
import { DEFAULT_BODY_LIMITS } from '@petsage/openapi-koa';
import { distinct, type ValueViolation, violationOf } from '@petsage/openapi-koa/internal';
import { findDeclared, type OperationDetails } from '@petsage/openapi-koa/spec';
import { exampleAt } from './example.ts';
import { formViolations, otherParts } from './form-reading.ts';
import { invalidValues } from './invalid-values.ts';
import type { Refusal } from './refusals.ts';
import { bodyOf, bodyTypes, type ExampleBody, formOf, type RequestExample } from './request-example.ts';

export const INVALID = { status: 400, code: 'invalid-request' } as const;

/** The requests that are refused for their body, in every media type that the document names. */
export function* bodyRefusals(root: JsonObject, operation: DocumentOperation, details: OperationDetails, example: RequestExample): Generator<Refusal> {
  const table = details.body;
  if (example.body === undefined || table === undefined) return;
  const types = table.content.map(({ type }) => type);
  if (!types.includes('*/*'))
    yield {
      name: 'a body of another media type',
      given: { body: { type: 'x-none/x-none', text: 'x' } },
      want: { status: 415, code: 'unsupported-media-type' },
    };
  yield {
    name: 'a body in an unknown coding',
    given: { headers: { 'Content-Encoding': 'x-none' } },
    want: { status: 415, code: 'unsupported-content-encoding' },
  };
  const limit = table.limitBytes ?? DEFAULT_BODY_LIMITS.bodyLimitBytes;
  yield { name: `a body of more than ${limit} bytes`, given: { announcedBytes: limit + 1 }, want: { status: 413, code: 'content-too-large' } };
  if (table.required) yield { name: 'a request without a body', given: { bare: true }, want: wantOf({ pointer: '', keyword: 'required' }) };
  const [first, ...more] = bodyTypes(operation);
  if (first !== undefined) yield* contentRefusals(root, operation, details, { type: first, body: example.body });
  for (const type of more) {
    const body = bodyOf(root, operation, details, type);
    // An example that does not fit is left to whoever knows one, and what falls under another of the types is read as that one.
    if (body === undefined || 'message' in body || findDeclared(types, body.type) !== type.toLowerCase()) continue;
    for (const refusal of contentRefusals(root, operation, details, { type, body })) yield { ...refusal, name: `${refusal.name}, as ${type}` };
  }
}

/** A body that is taken, under a media type in the document's words. */
interface Content {
  readonly type: string;
  readonly body: ExampleBody;
}

function* contentRefusals(root: JsonObject, operation: DocumentOperation, details: OperationDetails, { type, body }: Content): Generator<Refusal> {
  const at = joinPointer(operation.body?.pointer ?? '', 'content', type);
  const kind = bodyKindAt(root, at, type);
  const validate = details.validators.bodies?.[type.toLowerCase()];
  if (kind === 'json')
    yield { name: 'a body that is no JSON', given: { body: { type: body.type, text: '{' } }, want: wantOf({ pointer: '', keyword: 'parse' }) };
  if (validate === undefined || located(root, at)?.value['schema'] === undefined) return;
  if (kind === 'json' && body.json !== undefined) {
    const judge = ({ json }: ExampleBody) => (validate(structuredClone(json)) ? [] : (validate.errors ?? []).map((error) => violationOf(error, json)));
    const tries = invalidValues(root, joinPointer(at, 'schema'), body.json);
    yield* broken(
      tries.map(({ name, value }) => ({ name: `a body with ${name}`, body: { type: body.type, json: value } })),
      judge,
    );
  }
  const table = details.body?.content.find((candidate) => candidate.type === type.toLowerCase());
  if ((kind !== 'urlencoded' && kind !== 'multipart') || table === undefined) return;
  // A form that is taken and reads otherwise here would tell nothing of one that is refused.
  if (formViolations({ table, validate }, body)?.length !== 0) return;
  const tries = invalidValues(root, joinPointer(at, 'schema'), exampleAt(root, at, 'request'), true)
    .filter(({ value }) => isObject(value) && !isEmpty(value))
    .map(({ name, value }) => ({ name: `a form with ${name}`, body: formOf(root, { at, type, kind }, value) }))
    .filter(({ body: { text, parts } }) => text !== '' && parts?.length !== 0);
  yield* broken(tries, (form) => formViolations({ table, validate }, form) ?? []);
  for (const { name, parts, violation } of otherParts({ table, validate }, body.parts ?? []))
    yield { name: `a form with another media type of ${name}`, given: { body: { type: body.type, parts } }, want: wantOf(violation) };
}

const isEmpty = (value: Json) => Object.keys(value as JsonObject).length === 0;

/** The bodies that are refused for one reason. */
function* broken(tries: readonly { name: string; body: ExampleBody }[], judge: (body: ExampleBody) => readonly ValueViolation[]): Generator<Refusal> {
  const seen = new Set<string>();
  for (const { name, body } of tries) {
    const violations = distinct(judge(body));
    const sent = JSON.stringify(body);
    if (!isOneReason(violations) || seen.has(name) || seen.has(sent)) continue;
    seen.add(name).add(sent);
    yield { name, given: { body }, want: wantOf(...violations) };
  }
}

/** Keywords that are broken when what they are made of is: they follow what their alternatives say, in the order of the document. */
const OF_ALTERNATIVES: ReadonlySet<string> = new Set(['oneOf', 'anyOf', 'if']);
/** A test with more of them would be one that nobody can read. */
const MOST_VIOLATIONS = 5;

/** Whether there is one violation, or those of alternatives of which none fits: several others would pin the order of keywords. */
function isOneReason(violations: readonly ValueViolation[]): boolean {
  if (violations.length < 2) return violations.length === 1;
  return violations.length <= MOST_VIOLATIONS && OF_ALTERNATIVES.has(violations.at(-1)?.keyword ?? '');
}

function wantOf(...violations: readonly Pick<ValueViolation, 'pointer' | 'keyword'>[]): Refusal['want'] {
  return { ...INVALID, violations: violations.map(({ pointer, keyword }) => ({ in: 'body', pointer, keyword })) };
}
