import { needsCredentials } from '@petsage/openapi-compiler/internal';
import { isJson } from '@petsage/openapi-koa/spec';
import { allows } from './declared-statuses.ts';

/** A media type that no operation declares, to get a 406 (RFC 9110 section 12.5.1). */
export const UNACCEPTABLE = 'image/x-none';

/** A request whose response follows from HTTP or the document alone. */
export interface Probe {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly allows: (status: number) => boolean;
  /** The allowed statuses, for a message. */
  readonly expected: string;
  /** Whether only a success is allowed. */
  readonly success?: true;
}

type Security = readonly Readonly<Record<string, unknown>>[];
type Parameters = readonly { readonly $ref?: string; readonly required?: boolean }[];

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly parameters?: Parameters;
  readonly security?: Security;
}

interface PathItem {
  readonly get?: Operation;
  readonly options?: Operation;
  readonly parameters?: Parameters;
}

/** The parts of an OpenAPI document that probes follow from. */
export interface Document {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly security?: Security;
}

/** The fixed requests for a document: each GET that needs no input, requests to it that must be refused, and an unknown path. */
export function probes(document: Document): Probe[] {
  const all: Probe[] = [{ method: 'GET', path: '/no-such-path', ...exactly(404) }];
  for (const [path, item] of Object.entries(document.paths)) {
    const { get } = item;
    if (get === undefined || path.includes('{') || needsInput(item.parameters) || needsInput(get.parameters)) continue;
    if (item.options === undefined) all.push({ method: 'OPTIONS', path, ...exactly(204) });
    all.push({ method: 'PROPFIND', path, ...exactly(405) });
    // There are no credentials to send, and 401 comes before every other refusal of an operation.
    all.push(...(needsCredentials(get.security ?? document.security) ? [{ method: 'GET', path, ...exactly(401) }] : successes(path, get)));
  }
  return all;
}

function successes(path: string, { responses }: Operation): Probe[] {
  const declared = Object.keys(responses).filter((key) => key !== 'default');
  const success: Pick<Probe, 'allows' | 'expected' | 'success'> = {
    allows: (status: number) => status < 400 && allows(Object.keys(responses), status),
    expected: `the document declares ${declared.join(', ') || 'default'}`,
    success: true,
  };
  return [
    { method: 'GET', path, ...success },
    { method: 'GET', path, headers: { Accept: typeOf(responses) }, ...success },
    { method: 'GET', path: `${path}?probe=1`, ...success },
    { method: 'HEAD', path, ...success },
    { method: 'GET', path, headers: { Accept: UNACCEPTABLE }, ...exactly(406) },
  ];
}

/** A media type of success; JSON if none is declared, or only behind a reference. */
function typeOf(responses: Operation['responses']): string {
  const types = Object.entries(responses).flatMap(([key, { content = {} }]) => (key.startsWith('2') ? Object.keys(content) : []));
  return types.find(isJson) ?? types[0] ?? 'application/json';
}

function exactly(expected: number): Pick<Probe, 'allows' | 'expected'> {
  return { allows: (status) => status === expected, expected: `expected ${expected}` };
}

/** A parameter behind a reference counts as required. */
function needsInput(parameters: Parameters = []): boolean {
  return parameters.some(({ $ref, required }) => $ref !== undefined || required === true);
}
