import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '..');

/** Who may import what. */
interface Rule {
  readonly name: string;
  readonly from: RegExp;
  /** Modules that may not be imported: a path below the root, or a package's name. */
  readonly not: RegExp | ((file: string) => RegExp);
  readonly remedy: string;
}

const rules: readonly Rule[] = [
  { name: 'no package knows PetSage', from: /^packages\/[^/]+\/src\//, not: /^(?:src|generated|test|bench|tools)\//, remedy: 'pass it as an argument' },
  {
    name: 'openapi-koa imports no other package of the workspace',
    from: /^packages\/openapi-koa\/src\//,
    not: /^(?:@petsage\/|packages\/(?!openapi-koa\/))/,
    remedy: 'move what they share into openapi-koa',
  },
  {
    name: 'openapi-koa requires no Ajv',
    from: /^packages\/openapi-koa\/src\//,
    not: /^ajv/,
    remedy: 'make the compiler write what is needed, or add it to validation/',
  },
  {
    name: 'only three files of openapi-koa know Koa',
    from: /^packages\/openapi-koa\/src\/(?!server\/(?:app|koa-response|context)\.ts$)/,
    not: /^koa$/,
    remedy: 'work with the Exchange, or move what needs a Koa context into server/koa-response.ts',
  },
  {
    name: 'only the service uses openapi-backend and @koa/bodyparser',
    from: /^packages\/[^/]+\/src\//,
    not: /^(?:openapi-backend|@koa\/bodyparser)$/,
    remedy: 'use the package’s own binder, and its own reading of coded bodies',
  },
  {
    name: 'openapi-compiler imports only the specification and the validation of openapi-koa',
    from: /^packages\/openapi-compiler\/src\//,
    not: /^(?:@petsage\/openapi-koa(?!\/(?:spec|validation(?:\/linear-regexp)?)$)|@petsage\/openapi-checks|packages\/(?!openapi-compiler\/))/,
    remedy: 'export it from spec.ts, or validation/',
  },
  {
    name: 'what the compiler writes never depends on the document itself, or on its version',
    from: /^packages\/openapi-compiler\/src\/emit\//,
    not: /^packages\/openapi-compiler\/src\/(?:parse\/|diagnostics\/(?!diagnostic\.ts$))/,
    remedy: 'have the parser put it into the intermediate representation',
  },
  {
    name: 'openapi-checks imports other packages by their names',
    from: /^packages\/openapi-checks\/src\//,
    not: /^packages\/(?!openapi-checks\/)/,
    remedy: 'import @petsage/openapi-compiler or @petsage/openapi-koa',
  },
  {
    name: 'only metrics/ of openapi-koa imports prom-client, which other services need not install',
    from: /^packages\/openapi-koa\/src\/(?!metrics\/)/,
    not: /^prom-client$/,
    remedy: 'take a ServerMetrics as an argument',
  },
  {
    name: 'only tracing/ of openapi-koa imports OpenTelemetry, which other services need not install',
    from: /^packages\/openapi-koa\/src\/(?!tracing\/)/,
    not: /^@opentelemetry\//,
    remedy: 'take a ServerTracing as an argument',
  },
  {
    name: 'the service imports only the public face of openapi-koa, and no other package',
    from: /^src\//,
    not: /^(?:@petsage\/openapi-koa\/(?!(?:docs|metrics|tracing)$)|@petsage\/openapi-(?!koa)|packages\/)/,
    remedy: 'export it from index.ts',
  },
  {
    name: 'a feature knows neither Koa nor the rest of the service',
    // The dependencies are where the service meets its features.
    from: /^src\/features\/(?!dependencies\.ts$)/,
    not: /^(?:koa|src\/(?!features\/))/,
    remedy: 'take it from FeatureDependencies',
  },
  {
    name: 'a feature knows no other feature',
    from: /^src\/features\/[^/]+\//,
    not: (file) => new RegExp(`^src/features/(?!${file.split('/')[2]}/|feature\\.ts|dependencies\\.ts)`),
    remedy: 'move what they share into a service of its own',
  },
  {
    name: 'a feature’s service knows nothing of HTTP',
    from: /^src\/features\/[^/]+\/service\.ts$/,
    not: /^(?:@petsage\/|generated|node:http)/,
    remedy: 'map types in the handler',
  },
  { name: 'pages know nothing else of the service', from: /^src\/pages\//, not: /^src\/(?!pages\/)/, remedy: 'pass it as an option of createPages' },
  { name: 'the clock and the log know nothing else of the service', from: /^src\/ops\//, not: /^src\/(?!ops\/)/, remedy: 'pass it as an argument' },
  {
    name: 'security handlers know neither Koa nor the rest of the service',
    from: /^src\/security\//,
    not: /^(?:koa|src\/(?!security\/|features\/dependencies\.ts$))/,
    remedy: 'take it from FeatureDependencies',
  },
  { name: 'the service imports no tool and no test', from: /^src\//, not: /^(?:tools|test|bench)\//, remedy: 'move it into src/' },
  {
    name: 'generated code requires only the package’s types and validation',
    from: /^generated\//,
    // Types of bodies that are streams name Node's.
    not: /^(?!@petsage\/openapi-koa\/(?:spec|validation)|generated\/|node:stream$)/,
    remedy: 'make the compiler write what is needed',
  },
  { name: 'main.ts is started as a process, never imported', from: /^(?:src|tools|test|packages)\//, not: /^src\/main\.ts$/, remedy: 'start it as a process' },
  { name: 'the app does not know its process', from: /^src\/app\.ts$/, not: /^src\/main\.ts$/, remedy: 'pass it as an argument of createApp' },
];

/** The folders and files of openapi-koa in the order of their imports: each imports only from its own line and those above. */
const KOA_ORDER: readonly (readonly string[])[] = [
  ['node-modules.ts', 'http/', 'validation/'],
  ['operation-spec.ts', 'version.ts'],
  ['problems/'],
  ['logger.ts', 'deadline.ts', 'handler.ts', 'check-limits.ts'],
  ['routing/', 'request/', 'response/'],
  ['server/context.ts'],
  ['security/'],
  ['binder.ts'],
  ['server/'],
  ['operation.ts', 'check-handlers.ts', 'check-requirements.ts', 'contract.ts'],
  ['in-process/', 'pages/', 'docs/'],
  ['service/'],
  ['metrics/', 'tracing/'],
  ['index.ts', 'spec.ts', 'internal.ts'],
];
const KOA = 'packages/openapi-koa/src/';

/** The same of openapi-compiler: a document goes through parse, ir, diagnostics and emit. */
const COMPILER_ORDER: readonly (readonly string[])[] = [
  ['json.ts', 'code-in-json.ts', 'version.ts', 'command-line.ts'],
  ['patterns/'],
  ['cache/'],
  ['ir/'],
  ['diagnostics/diagnostic.ts', 'diagnostics/codes.ts'],
  ['parse/'],
  ['diagnostics/'],
  ['emit/'],
  ['compile.ts', 'document-facts.ts'],
  ['compiler-inputs.ts', 'manifest.ts', 'output-folder.ts', 'compile-folder.ts'],
  ['config.ts'],
  ['compile-command.ts', 'cli.ts', 'index.ts', 'internal.ts'],
];
const COMPILER = 'packages/openapi-compiler/src/';

const files = ['src', 'generated', 'tools', 'test', 'packages'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|cjs|cts)$/.test(entry.name) && !/\/(?:dist|node_modules)(?:\/|$)/.test(entry.parentPath))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\b(?:require|import)\(["']([^"']+)["']\)/gm)].map((match) => {
    const name = (match[1] ?? match[2]) as string;
    return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name;
  });
}

test.each(['fs', 'http', 'net', 'util'])('only one file of openapi-koa refers to node:%s at run time, and it does not import it', (name) => {
  const importing = files.filter(
    (file) => file.startsWith(KOA) && new RegExp(`^import (?!type\\b)[^;]*? from 'node:${name}'`, 'm').test(readFileSync(join(ROOT, file), 'utf8')),
  );
  // See its comment: an import makes each start slower.
  expect({ importing, remedy: 'take it from node-modules.ts' }).toEqual({ importing: [], remedy: 'take it from node-modules.ts' });
});

test('imports are found', () => {
  expect(importsOf('src/app.ts')).toEqual(expect.arrayContaining(['generated/operations.cjs', '@petsage/openapi-koa', 'node:path']));
});

test.each(rules)('$name', ({ from, not, remedy }) => {
  const breaches = files
    .filter((file) => from.test(file) && !file.endsWith('structure.test.ts'))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => (typeof not === 'function' ? not(file) : not).test(name))
        .map((name) => `${file} imports ${name}: ${remedy}`),
    );
  expect(breaches).toEqual([]);
});

test.each([[KOA, KOA_ORDER] as const, [COMPILER, COMPILER_ORDER] as const])(
  'every file of %s has its place in the order, and imports none from below',
  (folder, order) => {
    const layerOf = (file: string) => {
      const path = file.slice(folder.length);
      return order.findIndex((layer) => layer.some((part) => (part.endsWith('/') ? path.startsWith(part) : path === part)));
    };
    const own = files.filter((file) => file.startsWith(folder));
    expect(own.filter((file) => layerOf(file) === -1)).toEqual([]);
    const breaches = own.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith(folder) && layerOf(name) > layerOf(file))
        .map((name) => `${file} imports ${name}`),
    );
    expect(breaches).toEqual([]);
  },
);

/** Cycles of imports, each as its files in order. */
function cyclesIn(folder: string): string[] {
  const cycles: string[] = [];
  const visited = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (visited.has(file)) return;
    visited.add(file);
    for (const name of importsOf(file)) if (name.startsWith(folder) && existsSync(join(ROOT, name))) visit(name, [...path, file]);
  };
  for (const file of files) if (file.startsWith(folder)) visit(file, []);
  return cycles;
}

test.each(['src/', KOA, COMPILER, 'packages/openapi-checks/src/'])('no import of %s leads back to its file', (folder) => {
  expect(cyclesIn(folder)).toEqual([]);
});

test.each(
  readdirSync(join(ROOT, 'src/features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name),
)('the feature %s has a README without gaps', (feature) => {
  const text = readFileSync(join(ROOT, 'src/features', feature, 'README.md'), 'utf8');
  expect(text).toMatch(/^# .+\n/);
  // Words of the document, or of the request for the feature, are no gaps: there may be a feature about to-do lists.
  const record = join(ROOT, 'src/features', feature, 'feature.json');
  const asked = [join(ROOT, 'openapi/openapi.yaml'), ...(existsSync(record) ? [record] : [])].map((file) => readFileSync(file, 'utf8').toLowerCase());
  const gaps = (text.match(/TODO|TBD|FIXME|lorem|\{\{/gi) ?? []).filter((gap) => !asked.some((words) => words.includes(gap.toLowerCase())));
  expect(gaps).toEqual([]);
});
