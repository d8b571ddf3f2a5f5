import { isDeepStrictEqual } from 'node:util';
import type { Draft } from './message.ts';
import type { Given } from './requests.ts';
import type { Response } from './responses.ts';

type Check = (response: Response) => string | undefined;

/** Query parameters that may hold any text. */
export const FREE_FORM_TEXT: ReadonlySet<string> = new Set(['text']);
/** What the service adds to a body or takes out of it, by default values and `readOnly`: only that it is taken is known. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['postComposed', 'patchComposed']);
const CHUNK_BYTES = 16_384;
const STREAM_BYTES: Readonly<Record<string, number>> = {
  empty: 0,
  chunks: 3 * CHUNK_BYTES,
  large: 40 * CHUNK_BYTES,
  measured: 2 * CHUNK_BYTES,
  slow: 40,
  events: 18,
};

/** What a valid request has to get. */
export function expectationOf(operationId: string, given: Given, draft: Draft): Check {
  const isHead = draft.method === 'HEAD';
  switch (operationId) {
    case 'getMarker':
      return (response) => statusIs(response, 200) ?? (isHead || response.body.toString().startsWith(`${given.params['id']} `) ? undefined : 'another marker');
    case 'putText':
    case 'putBytes': {
      const want = Buffer.from(given.body as string | Buffer);
      return (response) =>
        statusIs(response, 200) ?? (response.body.equals(want) ? undefined : `other content of ${response.body.length} bytes instead of ${want.length}`);
    }
    case 'getStream': {
      const size = STREAM_BYTES[given.params['kind'] as string];
      return (response) =>
        statusIs(response, 200) ?? (isHead || response.body.length === size ? undefined : `${response.body.length} bytes instead of ${size}`);
    }
    case 'getStatus':
      return (response) => statusIs(response, Number(given.params['status']) === 422 ? 400 : Number(given.params['status']));
    case 'getKinds':
      return (response) => statusIs(response, 200);
    case 'getFault':
      return ({ status, body }) => {
        if (body.includes('secret')) return 'a secret of the service leaked';
        return status === 500 || (status === 503 && given.params['kind'] === 'never') || (isHead && status === 200)
          ? undefined
          : `${status} from a handler that fails`;
      };
    case 'dropBytes':
      return (response) => statusIs(response, 204);
    default:
      return operationId.startsWith('via')
        ? (response) => statusIs(response, 204)
        : (response) => statusIs(response, 200) ?? (isHead ? undefined : echoed(operationId, given, response));
  }
}

function statusIs({ status, body }: Response, want: number): string | undefined {
  return status === want ? undefined : `${status} instead of ${want}: ${body.toString().slice(0, 400)}`;
}

/** Whether the handler got all values that were sent. */
function echoed(operationId: string, { params, query, headers, cookies, body }: Given, response: Response): string | undefined {
  const got = JSON.parse(response.body.toString()) as Given;
  for (const [place, values] of Object.entries({ params, query, headers, cookies }))
    for (const [name, want] of Object.entries(values)) {
      const value = (got[place as keyof Given] as Record<string, unknown>)[name];
      if (!isSame(value, want)) return `${place} ${name} is ${JSON.stringify(value)}, and ${JSON.stringify(want)} was sent`;
    }
  if (NOT_COMPARED.has(operationId) || isSame(got.body, body ?? null)) return undefined;
  return `the body is ${JSON.stringify(got.body).slice(0, 300)}, and ${JSON.stringify(body)?.slice(0, 300)} was sent`;
}

/** An empty list or object of a query cannot be told from one that was not sent. */
function isSame(got: unknown, sent: unknown): boolean {
  const isEmpty = typeof sent === 'object' && sent !== null && Object.keys(sent).length === 0;
  return (isEmpty && got === undefined) || isDeepStrictEqual(got, JSON.parse(JSON.stringify(sent)));
}
