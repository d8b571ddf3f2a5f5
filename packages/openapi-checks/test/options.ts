import { join } from 'node:path';
import type { CheckOptions } from '../src/check.ts';

export const ROOT = join(__dirname, '../../..');
export const DOCUMENT = join(ROOT, 'openapi/openapi.yaml');

/** What a check is run with when nobody says anything. */
export const options: CheckOptions = {
  document: DOCUMENT,
  rules: join(ROOT, 'openapi/redocly.yaml'),
  generated: join(ROOT, 'generated'),
  base: undefined,
  changelog: undefined,
  service: undefined,
  ownService: false,
  cases: 20,
  seed: 1,
  varies: ['timestamp', 'instance', 'x-request-id'],
};
