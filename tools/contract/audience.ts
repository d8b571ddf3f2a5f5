import { isObject, type Json, type JsonObject, joinPointer, parsePointer, refPointer, valueAt } from '../generate/source-document.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** A part of an operation, and all that it refers to. */
interface Part {
  readonly operation: string;
  readonly kind: 'request' | 'answer';
  /** The status of an answer, as the document writes it. */
  readonly status?: string;
  readonly pointers: readonly string[];
}

/** Tells who is concerned by a place of a document. */
export class Audience {
  readonly #root: JsonObject;
  readonly #parts: readonly Part[];

  constructor(root: JsonObject) {
    this.#root = root;
    this.#parts = operations(root).flatMap(({ pointer, label, shared }) => parts(root, pointer, label, shared));
  }

  /**
   * Names everybody, one group a line.
   *
   * @param pointer a place in the document, a JSON Pointer (RFC 6901)
   */
  of(pointer: string): string[] {
    const answers = new Map<string, string[]>();
    const requests: string[] = [];
    for (const { operation, kind, status, pointers } of this.#parts) {
      if (!pointers.some((part) => within(pointer, part))) continue;
      if (kind === 'request') requests.push(operation);
      else answers.set(operation, [...(answers.get(operation) ?? []), status ?? '']);
    }
    const concerned = [
      ...[...new Set(requests)].map((operation) => `who sends requests to ${operation}`),
      ...[...answers].map(([operation, statuses]) => `who reads the answers ${statuses.join(', ')} of ${operation}`),
    ];
    if (concerned.length > 0) return concerned;
    const callers = operations(this.#root).filter((operation) => within(pointer, operation.pointer) || within(operation.pointer, pointer));
    return callers.length > 0 ? callers.map(({ label }) => `who calls ${label}`) : ['who uses any operation'];
  }
}

function operations(root: JsonObject): { pointer: string; label: string; shared: string }[] {
  const paths = isObject(root['paths']) ? root['paths'] : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => isObject(item) && isObject(item[method])).map((method) => {
      const shared = joinPointer('/paths', path);
      return { pointer: `${shared}/${method}`, label: `${method.toUpperCase()} ${path}`, shared: `${shared}/parameters` };
    }),
  );
}

function parts(root: JsonObject, pointer: string, operation: string, shared: string): Part[] {
  const request = [`${pointer}/parameters`, `${pointer}/requestBody`, shared].flatMap((place) => reached(root, place, new Set()));
  const responses = valueAt(root, `${pointer}/responses`);
  return [
    { operation, kind: 'request', pointers: request },
    ...Object.keys(isObject(responses) ? responses : {}).map((status) => ({
      operation,
      kind: 'answer' as const,
      status,
      pointers: reached(root, joinPointer(`${pointer}/responses`, status), new Set()),
    })),
  ];
}

/** A place and every place that it refers to, directly or not. */
function reached(root: JsonObject, pointer: string, seen: Set<string>): string[] {
  if (seen.has(pointer)) return [];
  seen.add(pointer);
  return [pointer, ...references(valueAt(root, pointer)).flatMap((target) => reached(root, target, seen))];
}

function references(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => (name === '$ref' && typeof item === 'string' ? [refPointer(item) ?? ''] : references(item)));
}

function within(pointer: string, part: string): boolean {
  const inner = parsePointer(pointer);
  const outer = parsePointer(part);
  return outer.length > 0 && outer.every((name, index) => name === inner[index]);
}
