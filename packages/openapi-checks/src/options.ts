import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readArguments, wholeNumber } from '../../../tools/arguments.ts';
import { ROOT } from '../../../tools/child.ts';
import type { CheckOptions } from './check.ts';

const OWN_DOCUMENT = join(ROOT, 'openapi/openapi.yaml');

export interface Options extends CheckOptions {
  /** The names of the checks to make. */
  readonly only: readonly string[];
  /** The names of those that fail where they could not be made. */
  readonly require: readonly string[];
  /** A command that starts the service. */
  readonly start: string | undefined;
}

/**
 * Reads the command line.
 *
 * @param names the checks there are
 * @returns undefined when help is asked for
 * @throws Error saying which option is misused, and what is allowed
 */
export function parseOptions(args: string[], names: readonly string[]): Options | undefined {
  const { values } = readArguments({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      require: { type: 'string', multiple: true, default: [] },
      document: { type: 'string' },
      rules: { type: 'string' },
      generated: { type: 'string' },
      base: { type: 'string' },
      changelog: { type: 'string' },
      service: { type: 'string' },
      start: { type: 'string' },
      cases: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      varies: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = checkNames('--only', values.only, names);
  const made = only.length === 0 ? names : only;
  const required = checkNames('--require', values.require, names);
  const idle = required.find((name) => !made.includes(name));
  if (idle !== undefined) throw new Error(`--require names ${idle}, and --only does not.`);
  if (values.changelog !== undefined && !made.includes('breaking')) throw new Error('--changelog is made by the check breaking, and --only does not name it.');
  if (values.start !== undefined && values.service === undefined) throw new Error('--start wants --service, which says where the service then listens.');
  const document = file('--document', values.document) ?? OWN_DOCUMENT;
  return {
    only: made,
    require: required,
    document,
    rules: file('--rules', values.rules) ?? join(ROOT, 'openapi/redocly.yaml'),
    generated: values.generated !== undefined ? resolve(values.generated) : document === OWN_DOCUMENT ? join(ROOT, 'generated') : undefined,
    base: file('--base', values.base),
    changelog: values.changelog === undefined || values.changelog === '-' ? values.changelog : resolve(values.changelog),
    service: origin(values.service),
    ownService: values.service === undefined && document === OWN_DOCUMENT,
    cases: wholeNumber('--cases', values.cases, 0, 1_000_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
    varies: ['timestamp', 'instance', 'X-Request-Id', ...values.varies.flatMap((list) => list.split(','))].map((name) => name.toLowerCase()),
    start: values.start,
  };
}

function checkNames(option: string, lists: readonly string[], names: readonly string[]): string[] {
  const given = lists.flatMap((list) => list.split(','));
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${option} is ${JSON.stringify(unknown)}; allowed is ${names.join(', ')}.`);
  return names.filter((name) => given.includes(name));
}

function file(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`${option} is ${JSON.stringify(path)}; there is no such file.`);
  return resolve(path);
}

function origin(service: string | undefined): string | undefined {
  if (service === undefined) return undefined;
  if (!URL.canParse(service) || !/^https?:$/.test(new URL(service).protocol))
    throw new Error(`--service is ${JSON.stringify(service)}; allowed is an http or https URL, such as http://localhost:3000.`);
  return service.replace(/\/+$/, '');
}
