import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort, packageFile, ROOT, startNode, untilListening } from '../child.ts';
import type { Check } from './check.ts';

const DOCUMENT = join(ROOT, 'openapi/openapi.yaml');
const START_TIMEOUT_MS = 30_000;

/** A request that every instance has to answer by the document. */
interface Probe {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The statuses that HTTP or the document allow. */
  readonly want: (status: number) => boolean;
  readonly what: string;
}

/** The running service against the document, directly and through Prism's validation proxy. */
export const conformance: Check = {
  name: 'conformance',
  about: 'the running service answers by the document',
  async run() {
    const port = await freePort();
    const service = startNode([join(ROOT, 'src/main.ts')], 'ignore', {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: '',
      DRAIN_MS: '0',
    });
    try {
      await untilListening(port, '127.0.0.1', service, START_TIMEOUT_MS);
      return await checkConformance(`http://127.0.0.1:${port}`);
    } finally {
      service.kill('SIGTERM');
    }
  },
};

/**
 * Calls whatever listens at an origin, directly and through the proxy.
 *
 * Prism holds media type, header fields and body against the document, but lets undeclared statuses pass and knows no HEAD; so
 * statuses are compared here, and HEAD is only sent directly.
 *
 * @returns a line for each fault
 */
export async function checkConformance(origin: string): Promise<string[]> {
  const port = await freePort();
  const prism = startNode(
    [packageFile('@stoplight/prism-cli/dist/index.js'), 'proxy', DOCUMENT, origin, '--errors', '--port', String(port), '--host', '127.0.0.1'],
    'ignore',
  );
  try {
    await untilListening(port, '127.0.0.1', prism, START_TIMEOUT_MS);
    const faults: string[] = [];
    for (const probe of probes()) faults.push(...(await ask(probe, origin, `http://127.0.0.1:${port}`)));
    return faults;
  } finally {
    prism.kill('SIGTERM');
  }
}

async function ask({ method, path, headers, want, what }: Probe, origin: string, proxy: string): Promise<string[]> {
  const name = `${method} ${path}${headers === undefined ? '' : ` ${JSON.stringify(headers)}`}`;
  const call = (base: string) => fetch(`${base}${path}`, { method, redirect: 'manual', signal: AbortSignal.timeout(10_000), ...(headers && { headers }) });
  try {
    const direct = await call(origin);
    const body = await direct.text();
    if (!want(direct.status)) return [`${name}: answered ${direct.status}, ${what}`];
    if (direct.status >= 400 && !direct.headers.get('content-type')?.startsWith('application/problem+json'))
      return [`${name}: ${direct.status} is no problem+json: ${body.slice(0, 200)}`];
    if (method !== 'GET' || direct.status >= 400) return [];
    const proxied = await call(proxy);
    const text = await proxied.text();
    const violations = proxied.headers.get('sl-violations');
    if (violations !== null || proxied.status !== direct.status) return [`${name}: Prism says ${proxied.status}: ${violations ?? text.slice(0, 1000)}`];
    return [];
  } catch (error) {
    return [`${name}: no answer: ${(error as Error).message}`];
  }
}

/** What can be asked of any document: each operation that needs no input, its fixed refusals, and a path that nobody serves. */
function probes(): Probe[] {
  const { paths } = parse(readFileSync(DOCUMENT, 'utf8')) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown>; parameters?: unknown }>>;
  };
  const all: Probe[] = [{ method: 'GET', path: '/api/v1/no-such-path', want: (status) => status === 404, what: 'and 404 is wanted' }];
  for (const [path, item] of Object.entries(paths)) {
    const get = item['get'];
    if (get === undefined || path.includes('{') || get.parameters !== undefined) continue;
    const declared = Object.keys(get.responses).filter((key) => key !== 'default');
    const success = (status: number) => declared.includes(String(status)) && status < 400;
    const what = `and the document declares ${declared.join(', ')}`;
    all.push(
      { method: 'GET', path, want: success, what },
      { method: 'GET', path, headers: { Accept: 'application/json' }, want: success, what },
      { method: 'GET', path: `${path}?probe=1`, want: success, what },
      { method: 'HEAD', path, want: success, what },
      { method: 'OPTIONS', path, want: (status) => status === 204, what: 'and 204 is wanted' },
      { method: 'GET', path, headers: { Accept: 'image/x-none' }, want: (status) => status === 406, what: 'and 406 is wanted' },
      { method: 'PROPFIND', path, want: (status) => status === 405, what: 'and 405 is wanted' },
    );
  }
  return all;
}
