import { coercionAt, isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import type { InProcessRequest } from '@petsage/openapi-koa/internal';
import type { ParameterSpec } from '@petsage/openapi-koa/spec';
import { isLocked } from './credentials.ts';
import type { Exercise, ExerciseRequest } from './exercise.ts';
import { mutations } from './mutations.ts';
import type { ExerciseBody } from './request-bodies.ts';
import { encodeRequest } from './served-api.ts';
import type { ValueSource } from './value-source.ts';

/** A request that has to be refused with a status of 4XX, before the handler. */
export interface BrokenRequest {
  /** How it is broken. */
  readonly what: string;
  readonly request: InProcessRequest;
}

/** What is sent in place of a value. */
const WRONG = ['no-such-value', '7.5', 'true', '-1'];
/** How many invalid bodies of a kind are sent. */
const MAX_BODIES = 20;
/** Values of more JSON are not changed in every place. */
const MAX_JSON = 20_000;
const PLACES = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;

/** A valid request, broken in one place each. */
export async function brokenRequests(source: ValueSource, exercise: Exercise, valid: ExerciseRequest): Promise<BrokenRequest[]> {
  const { spec, operation } = exercise;
  const { sent, body } = valid;
  const broken: BrokenRequest[] = [];
  const add = async (what: string, change: Partial<ExerciseRequest>, isAuthorized = true) => {
    broken.push({ what, request: await encodeRequest(exercise, { ...valid, ...change }, isAuthorized) });
  };
  if (isLocked(spec.security)) await add('without credentials', {}, false);
  for (const parameter of spec.load().parameters) {
    const { name, in: place, required } = parameter;
    const of = PLACES[place];
    if (sent[of][name] === undefined) continue;
    const { [name]: _, ...others } = sent[of];
    // Where credentials are sent under the same name, they stay.
    if (required && place !== 'path' && !isCredential(exercise, name)) await add(`without the ${place} parameter ${name}`, { sent: { ...sent, [of]: others } });
    const schema = schemaOf(operation.parameters, place, name);
    const wrong = schema === undefined ? [] : WRONG.filter((text) => isRefused(source, parameter, schema, text));
    for (const text of wrong) await add(`with ${text} as the ${place} parameter ${name}`, { sent: { ...sent, [of]: { ...others, [name]: text } } });
  }
  if (body === undefined) return broken;
  if (spec.load().body?.required) await add('without its body', { body: undefined });
  const types = spec.load().body?.content.map(({ type }) => type) ?? [];
  const request = await encodeRequest(exercise, valid);
  const withType = (type: string) => ({
    ...request,
    headers: new Headers([...[...request.headers].filter(([name]) => name !== 'content-type'), ['content-type', type]]),
  });
  if (!types.some((type) => type.includes('*'))) broken.push({ what: 'in an undeclared media type', request: withType('x-undeclared/x') });
  if (body.kind === 'json') broken.push({ what: 'with JSON that ends too early', request: { ...request, body: Buffer.from('{"a":') } });
  for (const { what, value } of invalidBodies(source, body)) await add(`with a body ${what}`, { body: { ...body, value } });
  return broken;
}

function isCredential({ credentials }: Exercise, name: string): boolean {
  return Object.values(credentials).some((values) => Object.keys(values).some((other) => other.toLowerCase() === name.toLowerCase()));
}

function schemaOf(parameters: Exercise['operation']['parameters'], place: string, name: string): string | undefined {
  const declared = parameters.find(({ value }) => value['in'] === place && String(value['name']).toLowerCase() === name.toLowerCase());
  return declared?.value['schema'] === undefined ? undefined : joinPointer(declared.pointer, 'schema');
}

/** Whether a text is valid for none of the types that it may stand for. */
function isRefused(source: ValueSource, { value: spec, in: place, allowEmpty }: ParameterSpec, schema: string, text: string): boolean {
  const { types } = coercionAt(source.root, schema);
  if (spec === undefined || allowEmpty || types.includes('array') || types.includes('object') || (place === 'path' && text.includes('.'))) return false;
  const values: Json[] = [
    ...(types.includes('string') ? [text] : []),
    ...(types.includes('number') || types.includes('integer') ? (Number.isNaN(Number(text)) ? [] : [Number(text)]) : []),
    ...(types.includes('boolean') && text === 'true' ? [true] : []),
  ];
  return values.every((value) => source.isValid(schema, value, 'request') === false);
}

/** Bodies that stock Ajv refuses, each with one change; of a form only those that lack a field. */
function invalidBodies(source: ValueSource, { kind, schema, value }: ExerciseBody): { readonly what: string; readonly value: Json }[] {
  if (kind === 'binary' || kind === 'text' || JSON.stringify(value).length > MAX_JSON) return [];
  const changed = mutations(value) as { what: string; value: Json }[];
  const possible =
    kind === 'json' ? changed : changed.filter(({ what, value: other }) => /^without \/[^/]*$/.test(what) && isObject(other) && Object.keys(other).length > 0);
  return spread(possible.filter(({ value: other }) => !source.isReduced(other) && source.isValid(schema, other, 'request') === false));
}

/** At most so many, from all of a list. */
export function spread<Item>(list: readonly Item[], most = MAX_BODIES): Item[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, index) => list[Math.floor(index * step)] as Item);
}

/** Bodies of responses that stock Ajv refuses, each with one change. */
export function brokenReplies(source: ValueSource, { reply }: Exercise): { readonly what: string; readonly body: Json }[] {
  if (reply?.schema === undefined || JSON.stringify(reply.body).length > MAX_JSON) return [];
  const { schema } = reply;
  const changed = (mutations(reply.body) as { what: string; value: Json }[]).filter(({ value }) => source.isValid(schema, value, 'response') === false);
  return spread(changed, MAX_BODIES / 2).map(({ what, value }) => ({ what, body: value }));
}
