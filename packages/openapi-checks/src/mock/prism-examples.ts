import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { responseKey } from '@petsage/openapi-koa/internal';
import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { pino } from 'pino';

/** How a response is chosen. */
export interface Choice {
  readonly operationId: string;
  /** The status; the first success of the document if undefined. */
  readonly code: number | undefined;
  /** The name of an example; the first one if undefined. */
  readonly example: string | undefined;
  /** Acceptable media types, the preferred one first; undefined for any that the document declares. */
  readonly mediaTypes: readonly string[] | undefined;
}

/** A response that Prism chose or generated. */
export interface Example {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Whether the document has no example, so that the body was generated from the schema. */
  readonly generated: boolean;
}

type Instance = ReturnType<typeof createInstance>;
type Operation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number];

/** The `contract()` middleware does these checks, as it does for the service. */
const CHECKS = { checkSecurity: false, validateRequest: false, validateResponse: false, errors: false, isProxy: false, upstreamProxy: undefined } as const;

/** The responses of a document's operations, which Prism takes from its examples or generates. */
export class PrismExamples {
  readonly #instance: Instance;
  readonly #operations: ReadonlyMap<string, Operation>;

  private constructor(operations: readonly Operation[]) {
    // Prism's logger has a custom level.
    const logger = pino({ level: 'silent', customLevels: { success: 32 } }) as unknown as Parameters<typeof createInstance>[1]['logger'];
    this.#instance = createInstance({ ...CHECKS, mock: { dynamic: false } }, { logger });
    // Requests are already routed, and a mock sends no callbacks.
    this.#operations = new Map(operations.map((operation) => [operation.iid ?? '', { ...operation, path: '/', callbacks: [] }]));
  }

  /** @param document has no references to other files */
  static async of(document: JsonObject): Promise<PrismExamples> {
    return new PrismExamples(await getHttpOperationsFromSpec(structuredClone(document)));
  }

  /** @returns undefined if there is no such example, or if Prism finds no value for the schema */
  async find({ operationId, code, example, mediaTypes }: Choice): Promise<Example | undefined> {
    const operation = this.#operations.get(operationId);
    if (operation === undefined) throw new Error(`Prism has no operation ${operationId}.`);
    const mock = {
      dynamic: false,
      ...(code !== undefined && { code }),
      ...(example !== undefined && { exampleKey: example }),
      ...(mediaTypes !== undefined && { mediaTypes: [...mediaTypes] }),
    };
    const request = { method: operation.method as 'get', url: { path: '/' } };
    const found = await this.#instance
      .request(request, [operation], { ...CHECKS, mock })()
      .catch(() => undefined);
    if (found === undefined || found._tag === 'Left') return undefined;
    const { statusCode: status, headers = {}, body } = found.right.output;
    return { status, headers, body, generated: !hasExample(operation, status, headers['Content-type']) };
  }
}

function hasExample({ responses }: Operation, status: number, type: string | undefined): boolean {
  const byKey = Object.fromEntries(responses.map((response) => [response.code, response]));
  const contents = byKey[responseKey(byKey, status) ?? '']?.contents ?? [];
  return contents.some(({ mediaType, examples = [] }) => mediaType === type && examples.length > 0);
}
