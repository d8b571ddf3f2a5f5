import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort, packageFile, ROOT, startNode, untilListening } from '../child.ts';
import type { Check } from './check.ts';
import { type Document, type Probe, probes } from './probes.ts';

const START_TIMEOUT_MS = 30_000;

/** The running service against the document, directly and through Prism's validation proxy. */
export const conformance: Check = {
  name: 'conformance',
  about: 'the running service answers by the document',
  async run({ document }) {
    const port = await freePort();
    const service = startNode([join(ROOT, 'src/main.ts')], ['ignore', 'ignore', 'pipe'], {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: '',
      DRAIN_MS: '0',
    });
    const closed = once(service, 'close');
    let said = '';
    service.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    try {
      try {
        await untilListening(port, '127.0.0.1', service, START_TIMEOUT_MS);
      } catch (error) {
        if (service.exitCode !== null) await closed;
        return { faults: [`the service did not start: ${said.trim() || (error as Error).message}`] };
      }
      return { faults: await checkConformance(`http://127.0.0.1:${port}`, document) };
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
export async function checkConformance(origin: string, file: string): Promise<string[]> {
  const port = await freePort();
  const prism = startNode(
    [packageFile('@stoplight/prism-cli/dist/index.js'), 'proxy', file, origin, '--errors', '--port', String(port), '--host', '127.0.0.1'],
    'ignore',
  );
  try {
    await untilListening(port, '127.0.0.1', prism, START_TIMEOUT_MS);
    const document = parse(readFileSync(file, 'utf8')) as Document;
    const faults: string[] = [];
    for (const probe of probes(document)) faults.push(...(await ask(probe, origin, `http://127.0.0.1:${port}`)));
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
