import { isObject, type Json, type JsonObject, joinPointer, METHODS, parsePointer, refPointer, valueAt } from '@petsage/openapi-compiler/internal';

/** A part of an operation, with everything that it refers to. */
interface DocumentPart {
  readonly operation: string;
  readonly kind: 'request' | 'response';
  /** The status of a response, as the document has it. */
  readonly status?: string;
  readonly pointers: readonly string[];
}

/** Lists which clients a place of a document affects. */
export class AffectedClients {
  readonly #root: JsonObject;
  readonly #parts: readonly DocumentPart[];

  constructor(root: JsonObject) {
    this.#root = root;
    this.#parts = operations(root).flatMap(({ pointer, label, shared }) => parts(root, pointer, label, shared));
  }

  /**
   * Names the affected clients, one group per string.
   *
   * @param pointer a place in the document, a JSON Pointer (RFC 6901)
   * @param release the released document, whose operations are the ones that have clients; if it affects none of them, all operations of
   * this document are considered
   */
  of(pointer: string, release?: AffectedClients): string[] {
    const called = release === undefined ? [] : this.#affected(pointer, new Set(operations(release.#root).map(({ label }) => label)));
    return called.length > 0 ? called : this.#affected(pointer);
  }

  #affected(pointer: string, labels?: ReadonlySet<string>): string[] {
    const responses = new Map<string, string[]>();
    const requests: string[] = [];
    for (const { operation, kind, status, pointers } of this.#parts) {
      if (labels?.has(operation) === false || !pointers.some((part) => within(pointer, part))) continue;
      if (kind === 'request') requests.push(operation);
      else responses.set(operation, [...(responses.get(operation) ?? []), status ?? '']);
    }
    const affected = [
      ...[...new Set(requests)].map((operation) => `clients that send requests to ${operation}`),
      ...[...responses].map(([operation, statuses]) => `clients that read the responses ${statuses.join(', ')} of ${operation}`),
    ];
    if (affected.length > 0) return affected;
    const callers = operations(this.#root).filter(
      ({ pointer: place, label }) => labels?.has(label) !== false && (within(pointer, place) || within(place, pointer)),
    );
    if (callers.length > 0) return callers.map(({ label }) => `clients that call ${label}`);
    return labels === undefined ? ['clients of any operation'] : [];
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

function parts(root: JsonObject, pointer: string, operation: string, shared: string): DocumentPart[] {
  const request = [`${pointer}/parameters`, `${pointer}/requestBody`, shared].flatMap((place) => reachable(root, place, new Set()));
  const responses = valueAt(root, `${pointer}/responses`);
  return [
    { operation, kind: 'request', pointers: request },
    ...Object.keys(isObject(responses) ? responses : {}).map((status) => ({
      operation,
      kind: 'response' as const,
      status,
      pointers: reachable(root, joinPointer(`${pointer}/responses`, status), new Set()),
    })),
  ];
}

/** A place and every place that it refers to, directly or indirectly. */
function reachable(root: JsonObject, pointer: string, seen: Set<string>): string[] {
  if (seen.has(pointer)) return [];
  seen.add(pointer);
  return [pointer, ...references(valueAt(root, pointer)).flatMap((target) => reachable(root, target, seen))];
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
