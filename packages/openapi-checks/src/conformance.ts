import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { ScratchFolder } from '../../../tools/scratch-folder.ts';
import { askedDocument, countOperations, proxiedDocument, takesInput } from './asked-document.ts';
import type { Check, CheckOptions, Outcome } from './check.ts';
import { loadDocument } from './load-document.ts';
import { noAnswer } from './no-answer.ts';
import { startOwnService } from './own-service.ts';
import { startValidationProxy, type ValidationProxy } from './prism.ts';
import { type Document, type Probe, probes } from './probes.ts';
import { NoPython, pythonWithSchemathesis } from './python.ts';
import { schemathesis } from './schemathesis.ts';
import { firstServer } from './served-origins.ts';
import { startWitness, type Witness } from './witness.ts';

/** The proxy takes twice the time of a direct request. */
const PROXIED = 0.25;

/** The running service against the document: fixed requests, and as many that are made up. */
export const conformance: Check = {
  name: 'conformance',
  about: 'the running service answers by the document',
  calls: true,
  async run(options) {
    if (options.service !== undefined) return await checkConformance(options.service, options);
    if (!options.ownService) return { faults: [], notRun: 'no service is known that answers by this document; name it with --service' };
    const service = await startOwnService();
    try {
      return await checkConformance(service.origin, options, firstServer(loadDocument(options.document)));
    } finally {
      service.stop();
    }
  },
};

/**
 * Calls whatever listens at an origin, directly and through Prism's validation proxy. Every answer is seen where it leaves the
 * service, as the proxy lets undeclared statuses pass and replaces a 501.
 *
 * @param repeat where a request may be repeated afterwards: not at what is started here
 */
export async function checkConformance(origin: string, options: Pick<CheckOptions, 'document' | 'cases' | 'seed'>, repeat: string = origin): Promise<Outcome> {
  const document = loadDocument(options.document);
  const witness = await startWitness(origin, document);
  const scratch = new ScratchFolder('proxy');
  let proxy: ValidationProxy | undefined;
  try {
    const copy = join(scratch.path, 'openapi.json');
    writeFileSync(copy, JSON.stringify(proxiedDocument(document)));
    proxy = await startValidationProxy(copy, witness.origin);
    const fixed: string[] = [];
    let direct = 0;
    for (const probe of probes(document as unknown as Document)) fixed.push(...(await ask(probe, origin, proxy.origin, () => direct++)));
    const { faults, notRun } = await makeUp(document, witness, proxy, options);
    const ended = proxy.failure === undefined ? [] : [`Prism's proxy ended, so that nothing is known of what it would say: ${proxy.failure}`];
    const { origin: proxied } = proxy;
    const repeatable = faults.map((fault) => fault.replaceAll(witness.origin, repeat).replaceAll(proxied, repeat));
    const all = new Set([...ended, ...fixed, ...witness.faults, ...repeatable]);
    return { faults: [...all], done: `${direct + witness.answered} answers seen`, ...(notRun !== undefined && { notRun }) };
  } finally {
    proxy?.stop();
    witness.close();
    scratch.remove();
  }
}

/** Valid and invalid requests to the service, and valid ones through the proxy, which would answer invalid ones itself. */
async function makeUp(document: JsonObject, witness: Witness, proxy: ValidationProxy, { cases, seed }: Pick<CheckOptions, 'cases' | 'seed'>): Promise<Outcome> {
  if (cases === 0) return { faults: [] };
  let python: string;
  try {
    python = pythonWithSchemathesis();
  } catch (error) {
    if (!(error instanceof NoPython)) throw error;
    return { faults: [], notRun: `requests made up by schemathesis: ${error.message}` };
  }
  const asked = askedDocument(document);
  const proxied = askedDocument(proxiedDocument(document));
  const each = (share: number) => ({ python, seed, cases: Math.ceil((cases * share) / Math.max(1, countOperations(asked))) });
  const runs = await Promise.all([
    schemathesis({ ...each(1 - PROXIED), document: asked, url: witness.origin, invalid: takesInput(document) ? 'many' : 'few' }),
    schemathesis({ ...each(PROXIED), document: proxied, url: proxy.origin, invalid: 'none' }),
  ]);
  return { faults: runs.flatMap(({ faults }) => faults) };
}

/** @param answered called for each answer that did not pass the proxy, and so the witness */
async function ask({ method, path, headers, want, what, success }: Probe, origin: string, proxy: string, answered: () => void): Promise<string[]> {
  const name = `${method} ${path}${headers === undefined ? '' : ` ${JSON.stringify(headers)}`}`;
  const call = (base: string) => fetch(`${base}${path}`, { method, redirect: 'manual', signal: AbortSignal.timeout(10_000), ...(headers && { headers }) });
  try {
    const direct = await call(origin);
    const body = await direct.text();
    answered();
    // A failure may be declared, and is none of what is wanted.
    if (direct.status >= 500) return [`${name}: answered ${direct.status}, a failure of the service`];
    if (!want(direct.status)) return [`${name}: answered ${direct.status}, ${success && direct.status >= 400 ? 'and a success is wanted' : what}`];
    if (direct.status >= 400 && !direct.headers.get('content-type')?.startsWith('application/problem+json'))
      return [`${name}: ${direct.status} is no problem+json: ${body.slice(0, 200)}`];
    if (method !== 'GET' || direct.status >= 400) return [];
    const proxied = await call(proxy);
    const text = await proxied.text();
    const violations = proxied.headers.get('sl-violations');
    if (violations !== null || proxied.status !== direct.status) return [`${name}: Prism says ${proxied.status}: ${violations ?? text.slice(0, 1000)}`];
    return [];
  } catch (error) {
    return [`${name}: no answer: ${noAnswer(error)}`];
  }
}
