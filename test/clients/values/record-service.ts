import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ScratchFolder } from '@petsage/openapi-checks/lib';
import { type Api, startApi } from '../../support/api.ts';
import { generatedFolder } from '../../support/generated-folder.ts';
import { cases, valuesDocument } from './cases.ts';

const BODY_LIMIT_BYTES = 65_536;

/** What the service got from one operation: a value, or the status that refused it. */
export type Recorded = { readonly value: unknown } | { readonly status: number; readonly request: string; readonly why: string; readonly missing: boolean };

interface RecordedRequest {
  readonly params: object;
  readonly query: object;
  readonly headers: object;
  readonly cookies: object;
  readonly body?: unknown;
}

/** A service that accepts the values of all cases, and records what it read. */
export interface RecordService {
  readonly url: string;
  readonly recorded: ReadonlyMap<string, Recorded>;
  close(): Promise<void>;
}

export async function startRecordService(): Promise<RecordService> {
  const scratch = new ScratchFolder('values');
  const document = join(scratch.path, 'values.json');
  writeFileSync(document, JSON.stringify(valuesDocument(cases)));
  const compiled = generatedFolder(document);
  scratch.remove();
  const recorded = new Map<string, Recorded>();
  const handlers = Object.fromEntries(
    cases.map(({ operationId, place }) => [
      operationId,
      async (request: RecordedRequest) => {
        recorded.set(operationId, { value: await plain(valueIn(request, place)) });
        return { status: 204 };
      },
    ]),
  );
  const { operations } = createRequire(import.meta.url)(join(compiled, 'operations.cjs'));
  const api: Api = await startApi({
    operations,
    handlers,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    before: [
      async (ctx, next) => {
        try {
          await next();
        } catch (error) {
          const { status, detail, violations } = error as { status: number; detail?: string; violations?: readonly { readonly keyword: string }[] };
          recorded.set(ctx.path.split('/')[1] as string, {
            status,
            request: `${ctx.url} ${JSON.stringify(ctx.headers)}`,
            why: `${detail} ${JSON.stringify(violations)}`,
            missing: violations?.every(({ keyword }) => keyword === 'required') ?? false,
          });
          throw error;
        }
      },
    ],
  });
  return { url: `http://127.0.0.1:${api.port}`, recorded, close: () => api.close() };
}

function valueIn({ params, query, headers, cookies, body }: RecordedRequest, place: string): unknown {
  if (place === 'body') return body;
  const holder = { path: params, query, header: headers, cookie: cookies }[place] ?? body;
  return Object.values(holder as object)[0];
}

/** Files and streams as the hexadecimal digits of their bytes. */
async function plain(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value || 'filename' in value)) return value;
  const stream = 'stream' in value && typeof value.stream === 'function' ? value.stream() : value;
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('hex');
}
