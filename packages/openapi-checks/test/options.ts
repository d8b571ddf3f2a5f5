import { join } from 'node:path';
import type { CheckOptions } from '../src/contract/check.ts';

export const ROOT = join(__dirname, '../../..');
export const DOCUMENT = join(ROOT, 'openapi/openapi.yaml');
export const PROGRAM = 'packages/openapi-checks/src/cli.ts';
/** The arguments of `npm run contract`. */
export const CONTRACT = [
  ...[PROGRAM, 'contract', '--document', 'openapi/openapi.yaml', '--generated', 'generated'],
  ...['--rules', 'openapi/redocly.yaml', '--own-service', 'src/main.ts'],
];

/** The options of a check of this repository's document, without a service. */
export const options: CheckOptions = {
  document: DOCUMENT,
  rules: join(ROOT, 'openapi/redocly.yaml'),
  generated: join(ROOT, 'generated'),
  base: undefined,
  changelog: undefined,
  service: undefined,
  ownService: undefined,
  cases: 20,
  seed: 1,
  varies: ['timestamp', 'instance', 'x-request-id'],
};
