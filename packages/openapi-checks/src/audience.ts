import { isObject, type Json, type JsonObject, joinPointer, METHODS, parsePointer, refPointer, valueAt } from '@petsage/openapi-compiler/internal';

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
   * @param release whose operations alone have callers; all of this document's where none of them is concerned
   */
  of(pointer: string, release?: Audience): string[] {
    const called = release === undefined ? [] : this.#concerned(pointer, new Set(operations(release.#root).map(({ label }) => label)));
    return called.length > 0 ? called : this.#concerned(pointer);
  }

  #concerned(pointer: string, labels?: ReadonlySet<string>): string[] {
    const answers = new Map<string, string[]>();
    const requests: string[] = [];
    for (const { operation, kind, status, pointers } of this.#parts) {
      if (labels?.has(operation) === false || !pointers.some((part) => within(pointer, part))) continue;
      if (kind === 'request') requests.push(operation);
      else answers.set(operation, [...(answers.get(operation) ?? []), status ?? '']);
    }
    const concerned = [
      ...[...new Set(requests)].map((operation) => `who sends requests to ${operation}`),
      ...[...answers].map(([operation, statuses]) => `who reads the answers ${statuses.join(', ')} of ${operation}`),
    ];
    if (concerned.length > 0) return concerned;
    const callers = operations(this.#root).filter(
      ({ pointer: place, label }) => labels?.has(label) !== false && (within(pointer, place) || within(place, pointer)),
    );
    if (callers.length > 0) return callers.map(({ label }) => `who calls ${label}`);
    return labels === undefined ? ['who uses any operation'] : [];
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
