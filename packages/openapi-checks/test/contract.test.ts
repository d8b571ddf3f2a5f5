import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine, UsageError } from '@petsage/openapi-checks/lib';
import { contractSpec } from '../src/contract/contract.ts';
import { PROGRAM, ROOT } from './options.ts';

describe('an option of an npm script', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const words = (scripts['contract'] ?? '').split(' ');
  const parse = (...args: string[]) => parseCommandLine(contractSpec, [...words.slice(3), ...args]);

  test('runs the checks', () => expect(words.slice(0, 3)).toEqual(['node', PROGRAM, 'contract']));

  test('names the document, its generated folder and its service', () => {
    const document = join(ROOT, 'openapi/openapi.yaml');
    expect(parse()).toMatchObject({ document, generated: join(ROOT, 'generated'), ownService: join(ROOT, 'src/main.ts') });
    expect(parse('--document', document)).toEqual(parse());
  });

  test('does not apply to another document, except for the rules', () => {
    const other = 'packages/openapi-koa/test/documents/pets.yaml';
    const expected = { document: join(ROOT, other), generated: undefined, ownService: undefined, rules: join(ROOT, 'openapi/redocly.yaml') };
    expect(parse('--document', other)).toMatchObject(expected);
    expect(parse('--document', other, '--generated', 'other')).toMatchObject({ ...expected, generated: join(ROOT, 'other') });
    expect(parse('--allow-folder', 'src', '--document', other)).toMatchObject({ ...expected, allowFolders: [] });
    expect(parse('--document', other, '--allow-folder', 'src')).toMatchObject({ ...expected, allowFolders: [join(ROOT, 'src')] });
  });
});

const misuse: { given: string[]; want: string }[] = [
  { given: ['--only', 'luck'], want: '--only must be one of lint, drift, breaking, conformance, examples; got "luck".' },
  { given: ['--require', 'lint,luck'], want: '--require must be one of lint, drift, breaking, conformance, examples; got "luck".' },
  { given: ['--only', 'lint', '--require', 'drift'], want: '--require has drift, which --only leaves out.' },
  { given: ['--only', 'lint', '--changelog', '-'], want: '--changelog requires the check breaking, which --only leaves out.' },
  { given: ['--base', 'none.yaml'], want: '--base must be a file; "none.yaml" is not.' },
  { given: ['--document', 'src'], want: '--document must be a file; "src" is not.' },
  { given: ['--document', 'README.md', '--allow-folder', 'none'], want: '"none" is not a folder; --allow-folder expects one.' },
  { given: ['--own-service', 'src'], want: '--own-service must be a file; "src" is not.' },
  {
    given: ['--service', 'localhost:3000'],
    want: '--service must be an http or https URL, such as http://localhost:3000; got "localhost:3000".',
  },
  {
    given: ['--service', 'ftp://me:secret@host'],
    want: '--service must be an http or https URL, such as http://localhost:3000; got "ftp://***@host".',
  },
  { given: ['--start', 'npm start'], want: '--start requires --service, the URL where the service then listens.' },
  { given: ['--cases', '-1'], want: '--cases must be a whole number from 0 to 1000000; got "-1".' },
  { given: ['--seed', 'x'], want: '--seed must be a whole number from 0 to 2147483647; got "x".' },
];
test.each(misuse)('$given is misuse', ({ given, want }) => expect(() => parseCommandLine(contractSpec, given)).toThrow(new UsageError(want)));
