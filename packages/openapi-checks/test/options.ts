import { join } from 'node:path';
import type { CheckOptions } from '../src/contract/check.ts';

export const ROOT = join(__dirname, '../../..');
/** A document of one operation, and the rules that it follows. */
export const DOCUMENT = join(ROOT, 'test/fixtures/service/openapi/openapi.yaml');
const RULES = join(ROOT, 'openapi/redocly.yaml');
/** A program that serves the document. */
export const SERVICE = join(__dirname, 'fixtures/service.ts');
export const PROGRAM = 'packages/openapi-checks/src/cli.ts';
/** The checks of the document and its service, as a command line. */
export const CONTRACT = [PROGRAM, 'contract', '--document', DOCUMENT, '--rules', RULES, '--own-service', SERVICE];

/** The options of a check of the document, without a service and a generated folder. */
export const options: CheckOptions = {
  document: DOCUMENT,
  allowFolders: [],
  rules: RULES,
  generated: undefined,
  base: undefined,
  changelog: undefined,
  service: undefined,
  ownService: undefined,
  setUp: undefined,
  cases: 20,
  seed: 1,
  varies: ['timestamp', 'instance', 'x-request-id'],
};
