import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder, document } from '../../../test/support/documents.ts';
import { runTool } from '../../../test/support/tool.ts';
import { requiredIn, requirementsOf } from '../../openapi-compiler/src/emit/requirements.ts';
import { checkRequirements } from '../src/check-requirements.ts';
import { ContractError, createContract } from '../src/index.ts';
import type { GeneratedRequirements } from '../src/operation-spec.ts';
import { VERSION } from '../src/version.ts';

/** Its validators require a package for `minLength`, and another one for the format. */
const DOCUMENT = document(
  {
    get: {
      operationId: 'getThing',
      parameters: [{ name: 'q', in: 'query', schema: { type: 'string', minLength: 2 } }],
      responses: { 200: { description: 'd', content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
    },
  },
  { schemas: { Thing: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } } },
);

let folder: string;
beforeEach(() => {
  // Beside the packages, and nobody else's.
  folder = mkdtempSync(join(dirname(compileFolder('d.json', DOCUMENT).folder), 'requirements-'));
  cpSync(compileFolder('d.json', DOCUMENT).folder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const contractIn = (place: string) => require(join(place, 'operations.cjs')) as Parameters<typeof createContract>[0];
const start = (place: string, operations = contractIn(place).operations) =>
  createContract({
    operations,
    handlers: { getThing: () => ({ status: 200, body: {} }) } as never,
    bodyLimitBytes: 1,
    log: undefined as never,
    problemBase: () => '',
  });

const faults: { name: string; given: () => void; want: () => string }[] = [
  {
    name: 'the module of an operation',
    given: () => rmSync(join(folder, 'operations/getThing.cjs')),
    want: () => `missing files: ${folder}/operations/getThing.cjs.`,
  },
  {
    name: 'a folder',
    given: () => rmSync(join(folder, 'validators/response'), { recursive: true }),
    want: () => `missing files: ${folder}/validators/response/Thing.cjs.`,
  },
  {
    name: 'several folders',
    given: () => {
      for (const path of ['operations', 'validators/response']) rmSync(join(folder, path), { recursive: true });
    },
    want: () => `missing files: ${folder}/operations/getThing.cjs, ${folder}/validators/response/Thing.cjs.`,
  },
];

test.each(faults)('the start fails with one line that names a missing file: $name', async ({ given, want }) => {
  given();
  await expect(start(folder)).rejects.toThrow(new ContractError(`The generated code cannot be loaded: ${want()} Install its packages, or generate it again.`));
});

test('the start fails with one line that names each missing module', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'requirements-'));
  try {
    cpSync(folder, elsewhere, { recursive: true });
    const program = `
      import { createRequire } from 'node:module';
      import { createContract } from './packages/openapi-koa/src/index.ts';
      const { operations } = createRequire(import.meta.url)(${JSON.stringify(join(elsewhere, 'operations.cjs'))});
      await createContract({ operations, handlers: { getThing() {} } }).catch((error) => console.log(error.name, error.message));`;
    expect(await runTool(['--input-type=module', '--eval', program])).toEqual({
      code: 0,
      stdout:
        'ContractError The generated code cannot be loaded: ' +
        "module @petsage/openapi-koa/validation (Cannot find module '@petsage/openapi-koa/validation'). " +
        'Install its packages, or generate it again.\n',
      stderr: '',
    });
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

const MINOR = VERSION.split('.', 2).join('.');
test.each([VERSION, `${MINOR}.99`, `${MINOR}.0-beta.1`, undefined])('the start accepts what the compiler %s has written', async (compiler) => {
  const { compiler: _, ...operations } = contractIn(folder).operations;
  await expect(start(folder, compiler === undefined ? operations : { ...operations, compiler })).resolves.toBeInstanceOf(Function);
});

test.each(['0.9.0', `${MINOR}0.0`, '99.0.0'])('the start refuses what the compiler %s has written', async (compiler) => {
  await expect(start(folder, { ...contractIn(folder).operations, compiler })).rejects.toThrow(
    new ContractError(
      `The generated code was written by @petsage/openapi-compiler ${compiler}, and this is @petsage/openapi-koa ${VERSION}. ` +
        'Install the same version of both, and run openapi-compile again.',
    ),
  );
});

test('generated code names the version of the compiler, and the packages have one version', () => {
  const versions = ['openapi-koa', 'openapi-compiler'].map((name) => (require(`../../${name}/package.json`) as { version: string }).version);
  expect([contractIn(folder).operations.compiler, ...versions]).toEqual([VERSION, VERSION, VERSION]);
});

test('the start loads no operation and no validator', async () => {
  for (const path of ['operations/getThing.cjs', 'validators/response/Thing.cjs']) writeFileSync(join(folder, path), 'throw new Error("loaded");');
  await expect(start(folder)).resolves.toBeInstanceOf(Function);
});

test('each folder is read once, and each module loaded once, whatever the number of operations', () => {
  const files = Object.fromEntries(['a', 'b'].map((name) => [name, Array.from({ length: 500 }, (_, index) => `${index}.cjs`)]));
  for (const [name, inside] of Object.entries(files)) {
    mkdirSync(join(folder, name));
    for (const file of inside) writeFileSync(join(folder, name, file), '');
  }
  const loaded: string[] = [];
  const names = Object.fromEntries(Object.entries(files).map(([name, inside]) => [name, inside.join(' ')]));
  const requirements: GeneratedRequirements = { folder, modules: [['m', () => loaded.push('m')]], files: names };
  const reads = jest.spyOn(require('node:fs'), 'readdirSync');
  checkRequirements({ list: [], securitySchemes: {}, requirements });
  expect([reads.mock.calls.map(([path]) => path), loaded]).toEqual([[join(folder, 'a'), join(folder, 'b')], ['m']]);
});

test('at most five missing files are named', () => {
  const requirements = { folder, modules: [], files: { a: '1 2 3 4 5 6 7' } };
  const named = ['1', '2', '3', '4', '5'].map((name) => join(folder, 'a', name)).join(', ');
  expect(() => checkRequirements({ list: [], securitySchemes: {}, requirements })).toThrow(`missing files: ${named} and 2 more.`);
});

test('a module that is there and fails is named with its reason, in one line', () => {
  const requirements = { folder: undefined, modules: [['m', () => JSON.parse('{')]], files: {} } as const;
  expect(() => checkRequirements({ list: [], securitySchemes: {}, requirements })).toThrow(/^The generated code cannot be loaded: module m \([^\n]+\)\. /);
});

test('a bundle has all inside, and runs in an empty folder', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const entry = join(folder, 'entry.mjs');
    writeFileSync(
      entry,
      `import { operations } from './operations.cjs';
       import { checkRequirements } from ${JSON.stringify(join(__dirname, '../src/check-requirements.ts'))};
       checkRequirements(operations);
       console.log(operations.requirements.folder, operations.list[0].load().parameters.length);`,
    );
    const outfile = join(empty, 'bundle.cjs');
    const options = { entryPoints: [entry], outfile, bundle: true, conditions: ['@petsage/source'], platform: 'node', format: 'cjs', logLevel: 'warning' };
    expect(await runTool(['--eval', `require('esbuild').buildSync(${JSON.stringify(options)})`])).toEqual({ code: 0, stdout: '', stderr: '' });
    rmSync(folder, { recursive: true });
    expect(await runTool([outfile])).toEqual({ code: 0, stdout: 'undefined 1\n', stderr: '' });
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test('the list has all that is required once every operation is loaded', async () => {
  const everything = compileFolder('every-keyword.yaml', require('node:fs').readFileSync(join(__dirname, 'documents/every-keyword.yaml'), 'utf8')).folder;
  const program = `
    const Module = require('node:module');
    const resolve = Module._resolveFilename;
    const asked = new Set();
    const { operations } = require(${JSON.stringify(join(everything, 'operations.cjs'))});
    Module._resolveFilename = (name, parent, ...rest) => {
      if (!name.startsWith('node:') && parent.filename.startsWith(${JSON.stringify(everything)})) asked.add(name.startsWith('.') ? resolve(name, parent) : name);
      return resolve(name, parent, ...rest);
    };
    for (const operation of operations.list) operation.load();
    const { folder, modules, files } = operations.requirements;
    const listed = [...modules.map(([name]) => name), ...Object.entries(files).flatMap(([below, names]) => names.split(' ').map((name) => require('node:path').join(folder, below, name)))];
    console.log(JSON.stringify([[...asked].sort(), listed.sort()]));`;
  const { stdout, stderr } = await runTool(['--eval', program]);
  expect(stderr).toBe('');
  const [asked, listed] = JSON.parse(stdout) as [string[], string[]];
  expect(asked.length).toBeGreaterThan(20);
  expect(listed).toEqual(asked);
});

test('what a document says is not taken for a require', () => {
  const code = String.raw`const schema0 = {"enum":["require(",")","require(\"evil\")","require('evil')"]}; require("good");`;
  expect(requirementsOf(new Map([['operations/a.cjs', { requires: requiredIn(code) }]]), ['operations/a.cjs'])).toEqual({
    modules: ['good'],
    files: { operations: 'a.cjs' },
  });
});

describe('an operation whose module fails while it is loaded', () => {
  let api: Api;
  afterEach(() => api.close());
  const broken = (method: string) => ({
    operationId: `${method.toLowerCase()}Broken`,
    method: method as 'GET',
    path: '/broken',
    security: [],
    load: () => {
      throw new Error('SECRET: it does not load');
    },
  });

  test.each([
    { name: 'a request', init: {}, want: 500 },
    { name: 'a request with a body', init: { method: 'POST', body: 'b' }, want: 500 },
    { name: 'a preflight', init: { method: 'OPTIONS', headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' } }, want: 500 },
    { name: 'a HEAD', init: { method: 'HEAD' }, want: 500 },
  ])('is one failure and a problem for $name', async ({ init, want }) => {
    api = await startApi({
      operations: { securitySchemes: {}, list: [broken('GET'), broken('POST')] },
      handlers: { getBroken: () => undefined, postBroken: () => undefined },
    });
    const response = await fetch(`http://127.0.0.1:${api.port}/broken`, init);
    expect([response.status, response.headers.get('content-type')]).toEqual([want, 'application/problem+json']);
    expect(await response.text()).not.toContain('SECRET');
    expect(api.failures.map(({ error }) => (error as Error).message)).toEqual(['SECRET: it does not load']);
  });

  test('has a 405 for other methods all the same', async () => {
    api = await startApi({ operations: { securitySchemes: {}, list: [broken('GET')] }, handlers: { getBroken: () => undefined } });
    const response = await fetch(`http://127.0.0.1:${api.port}/broken`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow'), api.failures]).toEqual([405, 'GET, HEAD, OPTIONS', []]);
  });
});
