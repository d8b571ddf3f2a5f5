import type { Json, JsonObject } from '@petsage/openapi-compiler/internal';
import type { Check, CheckOptions, Outcome } from './check.ts';
import { differences } from './differences.ts';
import { listExamples } from './example-list.ts';
import { exampleFaults } from './example-validity.ts';
import { type ExampleRequest, exampleRequests } from './live-answers.ts';
import { loadDocument } from './load-document.ts';
import { noAnswer } from './no-answer.ts';
import { startOwnService } from './own-service.ts';
import { firstServer, servedOrigins } from './served-origins.ts';

const TIMEOUT_MS = 10_000;
/** From the signal until the service knows of it. */
const DRAIN_WITHIN_MS = 3000;

/** Every example against its schema, and the service's answers against the examples of them. */
export const examples: Check = {
  name: 'examples',
  about: 'every example is valid, and is what the service answers',
  calls: true,
  async run(options) {
    const root = loadDocument(options.document);
    const list = listExamples(root);
    const faults = exampleFaults(options.document, root, list);
    const live = await compareLive(root, options);
    return {
      faults: [...faults, ...live.faults],
      done: [`${list.length} examples validated`, live.done ?? []].flat().join(', '),
      ...(live.notRun !== undefined && { notRun: live.notRun }),
    };
  },
};

async function compareLive(root: JsonObject, options: CheckOptions): Promise<Outcome> {
  const requests = exampleRequests(root);
  // Examples name the first server, and so does our own service when it is told to.
  const server = firstServer(root) ?? '';
  if (options.service !== undefined) {
    const { service } = options;
    const named = { server, origins: await servedOrigins(service) };
    return summary(
      await Promise.all(requests.filter(({ draining }) => !draining).map((request) => compareAnswer(request, service, named, options))),
      requests.length,
    );
  }
  if (!options.ownService) return { faults: [], notRun: 'answers against their examples: no service is known; name it with --service' };
  const service = await startOwnService(server);
  const named = { server, origins: [service.origin] };
  try {
    const [calm, draining] = [requests.filter((request) => !request.draining), requests.filter((request) => request.draining)];
    const results: string[][] = [];
    for (const request of calm) results.push(await compareAnswer(request, service.origin, named, options));
    if (draining.length > 0) service.drain();
    for (const request of draining) {
      await untilStatus(request, service.origin);
      results.push(await compareAnswer(request, service.origin, named, options));
    }
    return summary(results, requests.length);
  } finally {
    service.stop();
  }
}

function summary(results: readonly string[][], all: number): Outcome {
  return { faults: results.flat(), done: `${results.length} of ${all} answers compared` };
}

/** @param named the URL that stands for the service in examples, and those by which it may name itself */
async function compareAnswer(
  request: ExampleRequest,
  origin: string,
  named: { readonly server: string; readonly origins: readonly string[] },
  { varies }: CheckOptions,
): Promise<string[]> {
  const { path, headers, status, body, fields } = request;
  const name = `GET ${path}, status ${status}`;
  const sameText = (example: string, answer: string) =>
    answer === example ||
    (named.server !== '' && example.startsWith(`${named.server}/`) && named.origins.some((own) => answer === `${own}${example.slice(named.server.length)}`));
  try {
    const answer = await fetch(`${origin}${path}`, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.status !== status) return [`${name}: ${answer.status} is answered`];
    const wrongFields = Object.entries(fields).flatMap(([field, example]) => {
      const value = answer.headers.get(field);
      if (value === null || varies.includes(field.toLowerCase()) || sameText(example, value)) return [];
      return [`the header field ${field} is ${JSON.stringify(value)}, and the example says ${JSON.stringify(example)}`];
    });
    return [...wrongFields, ...differences(body, JSON.parse(text) as Json, { varies, sameText })].map((line) => `${name}: ${line}`);
  } catch (error) {
    return [`${name}: no answer to compare: ${noAnswer(error)}`];
  }
}

async function untilStatus({ path, headers, status }: ExampleRequest, origin: string): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < DRAIN_WITHIN_MS; ) {
    const answer = await fetch(`${origin}${path}`, { headers });
    await answer.arrayBuffer();
    if (answer.status === status) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
