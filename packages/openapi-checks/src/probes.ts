import { needsCredentials } from '@petsage/openapi-compiler/internal';
import { isJson } from '@petsage/openapi-koa/spec';
import { allows } from './declared-statuses.ts';

/** A media type that no operation declares, so that its refusal can be asked for (RFC 9110 section 12.5.1). */
export const UNACCEPTABLE = 'image/x-none';

/** A request that every instance has to answer by the document. */
export interface Probe {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The statuses that HTTP or the document allow. */
  readonly want: (status: number) => boolean;
  readonly what: string;
  /** Whether only a success will do. */
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

/** What the probes read of an OpenAPI document. */
export interface Document {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly security?: Security;
}

/** What can be asked of any document: each GET that needs no input, its fixed refusals, and a path that nobody serves. */
export function probes(document: Document): Probe[] {
  const all: Probe[] = [{ method: 'GET', path: '/api/v1/no-such-path', ...exactly(404) }];
  for (const [path, item] of Object.entries(document.paths)) {
    const { get } = item;
    if (get === undefined || path.includes('{') || needsInput(item.parameters) || needsInput(get.parameters)) continue;
    if (item.options === undefined) all.push({ method: 'OPTIONS', path, ...exactly(204) });
    all.push({ method: 'PROPFIND', path, ...exactly(405) });
    // Nobody's credentials are here, and without any the service has to refuse before all else.
    all.push(...(needsCredentials(get.security ?? document.security) ? [{ method: 'GET', path, ...exactly(401) }] : successes(path, get)));
  }
  return all;
}

function successes(path: string, { responses }: Operation): Probe[] {
  const declared = Object.keys(responses).filter((key) => key !== 'default');
  const success: Pick<Probe, 'want' | 'what' | 'success'> = {
    want: (status: number) => status < 400 && allows(Object.keys(responses), status),
    what: `and the document declares ${declared.join(', ') || 'default'}`,
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

/** A media type of success; that of most where nothing is declared, or only behind a reference. */
function typeOf(responses: Operation['responses']): string {
  const types = Object.entries(responses).flatMap(([key, { content = {} }]) => (key.startsWith('2') ? Object.keys(content) : []));
  return types.find(isJson) ?? types[0] ?? 'application/json';
}

function exactly(wanted: number): Pick<Probe, 'want' | 'what'> {
  return { want: (status) => status === wanted, what: `and ${wanted} is wanted` };
}

/** A reference is not followed, so it counts as required. */
function needsInput(parameters: Parameters = []): boolean {
  return parameters.some(({ $ref, required }) => $ref !== undefined || required === true);
}
