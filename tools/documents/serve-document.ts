import type { DocumentOperation, JsonObject } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa';
import type { OperationSpec } from '@petsage/openapi-koa/spec';
import { brokenReplies, brokenRequests } from './broken-requests.ts';
import { type Exercise, exerciseOf } from './exercise.ts';
import { encodeRequest, faultOf, ServedApi } from './served-api.ts';
import { ValueSource } from './value-source.ts';
import { Verdicts } from './verdicts.ts';

/** Something that is not as it has to be. */
export interface Fault {
  readonly operationId: string;
  readonly what: string;
}

interface Count {
  passed: number;
  all: number;
}

/** What came of serving a document. */
export interface ServeResult {
  /** Operations that serve all of their own valid requests. */
  readonly operations: Count;
  readonly broken: Count;
  readonly verdicts: { readonly compared: number; readonly different: number };
  /** Examples of responses that are valid but for what they have more, which never leaves. */
  readonly undeclared: number;
  /** Schemas that stock Ajv cannot compile, with its reason. */
  readonly unreadable: readonly (readonly [pointer: string, reason: string])[];
  readonly faults: readonly Fault[];
}

export interface CompiledApi {
  /** References normalized. */
  readonly root: JsonObject;
  readonly document: JsonObject;
  readonly operations: readonly DocumentOperation[];
  readonly strict: OperationsSpec;
  /** Compiled with `--open-responses`. */
  readonly open: OperationsSpec;
}

/** Serves each operation's own valid requests, then each broken in ways that have to be refused, and compares verdicts with stock Ajv. */
export async function serveDocument({ root, document, operations, strict, open }: CompiledApi): Promise<ServeResult> {
  const source = new ValueSource(root, document);
  const api = await ServedApi.of(strict);
  const verdicts = new Verdicts(source);
  const counts = { operations: { passed: 0, all: 0 }, broken: { passed: 0, all: 0 } };
  const faults: Fault[] = [];
  const opened = new Map(open.list.map((spec) => [spec.operationId, spec]));
  for (const spec of strict.list) {
    const operation = operations.find(({ operationId }) => operationId === spec.operationId) as DocumentOperation;
    const exercise = exerciseOf(source, operation, spec, strict.securitySchemes);
    const own = await performValid(api, source, exercise);
    count(counts.operations, own.length === 0);
    faults.push(...own.map((what) => ({ operationId: spec.operationId, what })));
    for (const what of own.length > 0 ? [] : await performBroken(api, source, exercise, counts.broken)) faults.push({ operationId: spec.operationId, what });
    verdicts.compare(operation, opened.get(spec.operationId) as OperationSpec, spec);
  }
  await api.close();
  const { compared, differences, undeclared } = verdicts;
  return {
    ...counts,
    verdicts: { compared, different: differences.length },
    undeclared,
    unreadable: [...source.unreadable],
    faults: [...faults, ...differences],
  };
}

function count(counts: Count, isPassed: boolean): void {
  counts.all++;
  if (isPassed) counts.passed++;
}

/** @returns what is wrong */
async function performValid(api: ServedApi, source: ValueSource, exercise: Exercise): Promise<string[]> {
  const faults = [...exercise.gaps];
  for (const request of exercise.requests) {
    const fault = faultOf(source, exercise, request, await api.send(await encodeRequest(exercise, request), exercise.reply));
    if (fault !== undefined) faults.push(`a valid request ${request.what}: ${fault}`);
  }
  return faults;
}

/** Responses are broken, too: what the handler gives must become a 500. @returns what was not refused */
async function performBroken(api: ServedApi, source: ValueSource, exercise: Exercise, counts: Count): Promise<string[]> {
  const faults: string[] = [];
  const { operation, requests, reply } = exercise;
  for (const valid of requests.toReversed().slice(0, 2)) {
    for (const { what, request } of await brokenRequests(source, exercise, valid)) {
      const { status, received } = await api.send(request, reply);
      // A changed path may be that of another operation.
      if (received !== undefined && received.operationId !== operation.operationId) continue;
      const isRefused = received === undefined && status >= 400 && status < 500;
      count(counts, isRefused);
      if (!isRefused) faults.push(`a request ${what} gets ${status}`);
    }
  }
  const [valid] = requests;
  if (valid === undefined || operation.method === 'head') return faults;
  const request = await encodeRequest(exercise, valid);
  for (const { what, body } of brokenReplies(source, exercise)) {
    const { status } = await api.send(request, reply && { ...reply, body });
    count(counts, status === 500);
    if (status !== 500) faults.push(`a response with a body ${what} gets ${status}`);
  }
  return faults;
}
