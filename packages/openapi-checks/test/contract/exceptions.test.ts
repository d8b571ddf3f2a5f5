import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyExceptions, type Exception, readExceptions } from '../../src/contract/exceptions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exceptions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string): Exception[] {
  const file = join(folder, 'exceptions.yaml');
  writeFileSync(file, text);
  return readExceptions(file);
}

describe('a file of exceptions is refused', () => {
  const cases = [
    { name: 'without a list', text: 'a: 1', want: /exceptions\.yaml:1:1: unknown field `a`; allowed is `exceptions`\.$/ },
    { name: 'with something else than a list', text: 'exceptions: none', want: /`exceptions` must be a list of objects/ },
    { name: 'with a text as an exception', text: 'exceptions: [all]', want: /an exception must be an object/ },
    {
      name: 'with an unknown field',
      text: 'exceptions: [{ check: lint, finding: a, because: b }]',
      want: /unknown field `because`; allowed are `check`, `finding` and `reason`/,
    },
    { name: 'without a reason', text: 'exceptions: [{ check: lint, finding: a }]', want: /exceptions\.yaml:1:14: an exception must have a `reason`/ },
    { name: 'with an empty reason', text: 'exceptions: [{ check: lint, finding: a, reason: " " }]', want: /must have a `reason`/ },
    {
      name: 'with an unknown check',
      text: 'exceptions: [{ check: all, finding: a, reason: b }]',
      want: /`check` must be one of lint, drift, breaking, conformance, examples; got "all"\.$/,
    },
    { name: 'that is no YAML', text: 'exceptions: [', want: /error\[invalid-syntax\]/ },
  ];
  test.each(cases)('$name', ({ text, want }) => expect(() => read(text)).toThrow(want));
});

describe('of findings', () => {
  const exception = (finding: string): Exception => ({ check: 'examples', finding, place: 'e.yaml:2:5' });
  const unneeded = 'e.yaml:2:5: no finding of examples matches this exception; remove it.';
  const cases = [
    { name: 'one with the same text is accepted', exceptions: ['GET /a: 1'], faults: ['GET /a: 1', 'GET /a: 2'], left: ['GET /a: 2'], accepted: 1 },
    { name: 'a star stands for any text', exceptions: ['GET /a/*: * items'], faults: ['GET /a/1: 2 items', 'GET /a/2: 3 items'], left: [], accepted: 2 },
    { name: 'characters of patterns stand for themselves', exceptions: ['a.c (d)'], faults: ['abc (d)'], left: ['abc (d)', unneeded], accepted: 0 },
    {
      name: 'the first line is enough',
      exceptions: ['POST /a: schemathesis reports'],
      faults: ['POST /a: schemathesis reports\n1. more'],
      left: [],
      accepted: 1,
    },
    { name: 'a star goes over lines', exceptions: ['POST /a: *ST201*'], faults: ['POST /a: reports\n- ST201\nmore'], left: [], accepted: 1 },
    { name: 'a part of a text is not accepted', exceptions: ['GET /a'], faults: ['GET /a: 1'], left: ['GET /a: 1', unneeded], accepted: 0 },
    { name: 'an exception that is no longer needed is a finding', exceptions: ['GET /a'], faults: [], left: [unneeded], accepted: 0 },
  ];
  test.each(cases)('$name', ({ exceptions, faults, left, accepted }) =>
    expect(applyExceptions(exceptions.map(exception), faults, true)).toEqual({ faults: left, accepted }),
  );

  test('an exception may be needed if the check did not run in full', () => {
    expect(applyExceptions([exception('GET /a')], [], false)).toEqual({ faults: [], accepted: 0 });
  });
});
