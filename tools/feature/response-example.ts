import { type DocumentOperation, describesEventsAt, isObject, type Json, type JsonObject, joinPointer, located } from '@petsage/openapi-compiler/internal';
import { BODILESS, violationOf } from '@petsage/openapi-koa/internal';
import { constantError, essenceOf, isJson, type OperationDetails, type ValidationError } from '@petsage/openapi-koa/spec';
import { exampleAt, ownExample, timesIn } from './example.ts';
import type { Fault } from './fault.ts';

/** The response that a new operation gives: the document's example of its first successful status. */
export interface ResponseExample {
  readonly status: number;
  readonly kind: 'none' | 'json' | 'raw';
  /** As the handler says it; absent for none. */
  readonly type?: string;
  readonly body?: Json;
  /** Places in the body that hold the present time. */
  readonly times: readonly string[];
  /** Header fields that the document requires, with their examples. */
  readonly headers: Readonly<Record<string, Json>>;
  /** Where the schema of the body is; absent where it has none. */
  readonly schema?: string;
  /** Whether HTTP has no body with this status, whatever the document says. */
  readonly bodiless: boolean;
}

/** @returns the response, or what is wrong with the example */
export function responseExampleOf(root: JsonObject, { responses, pointer }: DocumentOperation, details: OperationDetails): ResponseExample | Fault {
  const [key, response] =
    responses.find(([name]) => name.startsWith('2')) ?? responses.find(([name]) => name.startsWith('3')) ?? (responses[0] as (typeof responses)[0]);
  const status = /^\d{3}$/.test(key) ? Number(key) : key === 'default' ? 200 : Number(`${key.charAt(0)}00`);
  const validators = details.validators.responses[key];
  const headers: Record<string, Json> = {};
  for (const name of Object.keys(isObject(response.value['headers']) ? response.value['headers'] : {})) {
    const at = joinPointer(response.pointer, 'headers', name);
    if (located(root, at)?.value['required'] === true && name.toLowerCase() !== 'content-type') headers[name] = exampleAt(root, at, 'response');
  }
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const specs = details.responses[key]?.headers ?? [];
  const wrong = constantError(specs, lower);
  if (wrong !== undefined) return unfit(joinPointer(pointer, 'responses', key, 'headers'), wrong, lower);
  for (const { name, constant } of specs) if (constant !== undefined) delete lower[name.toLowerCase()];
  if (validators?.headers !== undefined && !validators.headers(lower))
    return unfit(joinPointer(pointer, 'responses', key, 'headers'), validators.headers.errors?.[0], lower);
  const bodiless = BODILESS.has(status);
  const content = Object.keys(isObject(response.value['content']) ? response.value['content'] : {});
  const declared = content.find(isJson) ?? content[0];
  if (declared === undefined) return { status, kind: 'none', times: [], headers, bodiless };
  const at = joinPointer(response.pointer, 'content', declared);
  const hasSchema = located(root, at)?.value['schema'] !== undefined;
  const schema = hasSchema ? { schema: joinPointer(at, 'schema') } : {};
  const example = exampleAt(root, at, 'response');
  const body = hasSchema && describesEventsAt(root, declared, joinPointer(at, 'schema')) ? `data: ${JSON.stringify(example)}\n\n` : example;
  const validate = validators?.content?.[declared];
  const place = joinPointer(pointer, 'responses', key, 'content', declared, 'example');
  if (!isJson(declared)) {
    // Without schema and example (OpenAPI 3.0.3 section 4.7.14) every body is one, even an empty one.
    if (!hasSchema && ownExample(root, at) === undefined) return { status, kind: 'raw', type: concrete(declared), body: '', times: [], headers, bodiless };
    if (typeof body !== 'string') return { pointer: place, message: 'is not a string, as an example of this media type must be', allowed: 'a string' };
    if (validate !== undefined && !validate(body)) return unfit(place, validate.errors?.[0], body);
    return { status, kind: 'raw', type: concrete(declared), body, times: [], headers, bodiless, ...schema };
  }
  if (validate !== undefined && !validate(structuredClone(body))) return unfit(place, validate.errors?.[0], body);
  const times = hasSchema ? timesIn(root, joinPointer(at, 'schema'), body) : [];
  // A pattern may want another form than the clock's, such as whole seconds.
  const fits = validate === undefined || validate(withTimes(body, times, new Date(0).toISOString()));
  return { status, kind: 'json', type: concrete(declared), body, times: fits ? times : [], headers, bodiless, ...schema };
}

/** What is wrong with an example, as a client would read it. */
export function unfit(pointer: string, error: ValidationError | undefined, value: unknown): Fault {
  const { pointer: where, message } = error === undefined ? { pointer: '', message: 'does not fit' } : violationOf(error, value);
  return { pointer, message: `breaks its schema: ${where === '' ? 'it' : where} ${message}`, allowed: 'a valid example' };
}

/** A media type in a declared range. */
export function concrete(range: string): string {
  const [kind = '', subtype = ''] = essenceOf(range).split('/');
  if (!range.includes('*')) return range;
  if (subtype.startsWith('*+')) return `${kind}/${subtype.replace('*', 'vnd.example')}`;
  if (subtype === '*' && kind !== '*')
    return { image: 'image/png', text: 'text/plain', audio: 'audio/mpeg', video: 'video/mp4' }[kind] ?? `${kind}/octet-stream`;
  return 'application/octet-stream';
}

/** A copy of a value with a text put into some places. */
function withTimes(value: Json, places: readonly string[], time: string, pointer = ''): Json {
  if (places.includes(pointer)) return time;
  if (Array.isArray(value)) return value.map((item, index) => withTimes(item, places, time, joinPointer(pointer, index)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTimes(item as Json, places, time, joinPointer(pointer, name))]));
}
