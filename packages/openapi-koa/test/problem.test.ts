import { runTool } from '../../../test/support/tool.ts';
import { contractProblems, Problem } from '../src/index.ts';

const BASE = 'https://api.example/problems';
const UUID = '0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e';

const instances: { name: string; id: string | undefined; base?: string; want: string | undefined }[] = [
  { name: 'a UUID is a URN', id: UUID, want: `urn:uuid:${UUID}` },
  { name: 'a UUID in upper case is a URN', id: UUID.toUpperCase(), want: `urn:uuid:${UUID.toUpperCase()}` },
  { name: 'any other id is in the query of the page', id: 'abc', want: `${BASE}?request=abc` },
  { name: 'an id may have every character that a client may send in one', id: 'a.B_c~d-9', want: `${BASE}?request=a.B_c~d-9` },
  { name: 'an id that is nearly a UUID is none', id: `${UUID}0`, want: `${BASE}?request=${UUID}0` },
  { name: 'a page with a query keeps it', id: 'abc', base: `${BASE}?lang=en`, want: `${BASE}?lang=en&request=abc` },
  { name: 'there is none without a request', id: undefined, want: undefined },
];
test.each(instances)('the instance of a problem: $name', ({ id, base = BASE, want }) => {
  const { instance } = new Problem(contractProblems['not-found'], { detail: 'd' }).toJson(base, id);
  expect(instance).toBe(want);
  // Absolute and valid as it is (RFC 3986 section 4.3).
  if (want !== undefined) expect(new URL(want).href).toBe(want);
});

test('only a problem that is a fault of the server says where it was thrown', () => {
  expect(new Problem(404, { detail: 'd' }).stack).toBe('Problem: d');
  expect(new Problem(contractProblems['internal-error'], { detail: 'd' }).stack).toMatch(/^Problem: d\n.*problem\.test\.ts/);
  class OwnProblem extends Problem {}
  expect(new OwnProblem(500, { detail: 'd' }).stack).toMatch(/^Problem: d\n.*problem\.test\.ts/);
});

test('a problem is an error like any other', () => {
  const cause = new RangeError('c');
  const problem = new Problem(404, { detail: 'd', cause });
  expect(problem).toBeInstanceOf(Error);
  expect([String(problem), problem.cause]).toEqual(['Problem: d', cause]);
  expect(() => {
    throw problem;
  }).toThrow('d');
  expect('cause' in new Problem(404, { detail: 'd' })).toBe(false);
  // As programs do that report errors.
  problem.stack = 's';
  expect(problem.stack).toBe('s');
});

test('a problem is printed like any other error', async () => {
  const program = `const { Problem } = await import('@petsage/openapi-koa'); console.log(new Problem(404, { detail: 'd' }));`;
  const { stdout } = await runTool(['--input-type=module', '-e', program]);
  expect(stdout).toMatch(/^\[Problem: d\] \{\n {2}type: undefined,\n {2}status: 404,\n/);
});

test.each(['Error', 'Error.prototype'])('a program may freeze %s', async (frozen) => {
  const program = `
    const { Problem } = await import('@petsage/openapi-koa');
    Object.freeze(${frozen});
    const { name, message, status } = new Problem(404, { detail: 'd' });
    console.log(name, message, status);`;
  expect(await runTool(['--input-type=module', '-e', program])).toEqual({ code: 0, stdout: 'Problem d 404\n', stderr: '' });
});
