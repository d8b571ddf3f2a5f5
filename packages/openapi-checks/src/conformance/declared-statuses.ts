import { isObject, type JsonObject } from '@petsage/openapi-compiler/internal';

interface Route {
  readonly path: RegExp;
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

/** The statuses that each operation declares. */
export class DeclaredStatuses {
  readonly #routes: readonly Route[];

  constructor(document: JsonObject) {
    const paths = isObject(document['paths']) ? document['paths'] : {};
    this.#routes = Object.entries(paths)
      // A concrete path wins over a templated one (OpenAPI 3.0.3 section 4.7.8.2).
      .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
      .map(([path, item]) => ({
        path: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+')}$`),
        methods: new Map(
          Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
            isObject(operation) && isObject(operation['responses']) ? [[method.toUpperCase(), Object.keys(operation['responses'])] as const] : [],
          ),
        ),
      }));
  }

  /** @returns what is wrong with a status; undefined if nothing is, or if the document has no such operation */
  fault(method: string, target: string, status: number): string | undefined {
    if (status >= 500) return `responded ${status}, a failure of the service`;
    const path = target.split('?')[0] ?? '';
    const { methods } = this.#routes.find((route) => route.path.test(path)) ?? {};
    const declared = methods?.get(method) ?? (method === 'HEAD' ? methods?.get('GET') : undefined);
    if (declared === undefined || allows(declared, status)) return undefined;
    return `responded ${status}; the document declares ${declared.join(', ')}`;
  }
}

/**
 * Whether an operation declares a status: `default` stands for errors if a success is declared, else for every status.
 *
 * @param declared the keys of its responses
 */
export function allows(declared: readonly string[], status: number): boolean {
  if (declared.includes(String(status)) || declared.some((key) => key.toUpperCase() === `${Math.floor(status / 100)}XX`)) return true;
  return declared.includes('default') && (status >= 400 || !declared.some((key) => key.startsWith('2')));
}
