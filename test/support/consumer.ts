/** What a program of an API consumer sees of the smoke test. */
export interface Seen {
  readonly status: number;
  readonly type: string | null;
  /** Names of the fields that the document declares. */
  readonly fields: readonly string[];
  readonly body: unknown;
}

const DECLARED = ['cache-control', 'x-request-id', 'retry-after'] as const;

/** Asks as a page of another site does. */
export async function consume(base: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
  const response = await fetch(`${base}/api/v1/smoke-test`, { headers: { Origin: 'http://localhost:5173', ...headers } });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    fields: DECLARED.filter((name) => response.headers.has(name)),
    body: await response.json(),
  };
}

/** The same with types in place of values; what may be only one thing stays what it is. */
export function shape({ body, ...rest }: Seen): object {
  return { ...rest, body: shapeOf(body) };
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
  return typeof value;
}
