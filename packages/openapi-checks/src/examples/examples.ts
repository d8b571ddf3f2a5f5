import type { Json, JsonObject } from '@petsage/openapi-compiler/internal';
import type { Check, CheckOptions, CheckOutcome } from '../contract/check.ts';
import { startOwnService } from '../contract/own-service.ts';
import { loadDocument } from '../document.ts';
import { fetchError } from '../fetch-error.ts';
import { differences } from './differences.ts';
import { listExamples } from './example-list.ts';
import { exampleFaults } from './example-validity.ts';
import { type ExampleRequest, exampleRequests } from './live-responses.ts';
import { firstServer, servedOrigins } from './served-origins.ts';

const TIMEOUT_MS = 10_000;
/** From the signal until the service fails its health checks. */
const DRAIN_WITHIN_MS = 3000;

/** Validates every example against its schema, and compares the service's responses with their examples. */
export const examples: Check = {
  needsService: true,
  async run(options) {
    const root = loadDocument(options.document, options);
    const list = listExamples(root);
    const faults = exampleFaults(options.document, options, root, list);
    const live = await compareLive(root, options);
    return {
      faults: [...faults, ...live.faults],
      done: [`${list.length} examples validated`, live.done ?? []].flat().join(', '),
      ...(live.notRun !== undefined && { notRun: live.notRun }),
    };
  },
};

async function compareLive(root: JsonObject, options: CheckOptions): Promise<CheckOutcome> {
  const requests = exampleRequests(root);
  // Examples have the URL of the first server, and so do the responses of a service with that as PUBLIC_URL.
  const server = firstServer(root) ?? '';
  if (options.service !== undefined) {
    const { service } = options;
    const named = { server, origins: await servedOrigins(service) };
    const running = requests.filter(({ draining }) => !draining);
    return summary(await Promise.all(running.map((request) => compareResponse(request, service, named, options))), requests.length);
  }
  if (options.ownService === undefined)
    return { faults: [], notRun: 'responses against their examples: no service is known; --service or --own-service names one' };
  const service = await startOwnService(options.ownService, { publicUrl: server, setUp: options.setUp });
  const named = { server, origins: [service.origin] };
  try {
    const [running, draining] = [requests.filter((request) => !request.draining), requests.filter((request) => request.draining)];
    const results: Comparison[] = [];
    for (const request of running) results.push(await compareResponse(request, service.origin, named, options));
    if (draining.length > 0) service.drain();
    for (const request of draining) {
      await untilStatus(request, service.origin);
      results.push(await compareResponse(request, service.origin, named, options));
    }
    return summary(results, requests.length);
  } finally {
    service.stop();
  }
}

/** The differences of a response from its example; undefined if the service does not have what the example names. */
interface Comparison {
  readonly request: ExampleRequest;
  readonly differences: readonly string[] | undefined;
}

function summary(results: readonly Comparison[], all: number): CheckOutcome {
  const compared = results.flatMap((result) => (result.differences === undefined ? [] : [result.differences]));
  const missing = results.filter((result) => result.differences === undefined).map(({ request }) => `GET ${request.path}`);
  const done = `${compared.length} of ${all} responses compared`;
  return { faults: compared.flat(), done: missing.length === 0 ? done : `${done}; a 404, which --setup can prevent: ${missing.join(', ')}` };
}

async function compareResponse(request: ExampleRequest, origin: string, named: Named, options: CheckOptions): Promise<Comparison> {
  return { request, differences: await differencesOf(request, origin, named, options) };
}

/** The URL of the service in examples, and those by which it may refer to itself. */
interface Named {
  readonly server: string;
  readonly origins: readonly string[];
}

async function differencesOf(request: ExampleRequest, origin: string, named: Named, { varies }: CheckOptions): Promise<string[] | undefined> {
  const { path, headers, status, body, schema, responseHeaders } = request;
  const name = `GET ${path}, status ${status}`;
  const sameString = (example: string, actual: string) =>
    actual === example ||
    (named.server !== '' && example.startsWith(`${named.server}/`) && named.origins.some((own) => actual === `${own}${example.slice(named.server.length)}`));
  try {
    const response = await fetch(`${origin}${path}`, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (response.status === 404 && request.mayBeMissing) return undefined;
    if (response.status !== status) return [`${name}: the service responded ${response.status}`];
    const wrongHeaders = Object.entries(responseHeaders).flatMap(([header, example]) => {
      const value = response.headers.get(header);
      if (value === null || varies.includes(header.toLowerCase()) || sameString(example, value)) return [];
      return [`the header ${header} is ${JSON.stringify(value)}; the example has ${JSON.stringify(example)}`];
    });
    return [...wrongHeaders, ...differences(body, JSON.parse(text) as Json, { varies, sameString }, schema)].map((line) => `${name}: ${line}`);
  } catch (error) {
    return [`${name}: no response to compare: ${fetchError(error)}`];
  }
}

async function untilStatus({ path, headers, status }: ExampleRequest, origin: string): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < DRAIN_WITHIN_MS; ) {
    const response = await fetch(`${origin}${path}`, { headers });
    await response.arrayBuffer();
    if (response.status === status) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
