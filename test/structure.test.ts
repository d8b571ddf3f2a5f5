import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '..');

/** A rule of the house: who may import what, and what to do about a breach. */
interface Rule {
  readonly name: string;
  readonly from: RegExp;
  /** Modules that may not be imported: a path below the root, or a package's name. */
  readonly not: RegExp | ((file: string) => RegExp);
  readonly remedy: string;
}

const rules: readonly Rule[] = [
  {
    name: 'no package knows PetSage',
    from: /^packages\/[^/]+\/src\//,
    not: /^(?:src|generated|test|bench|tools)\//,
    remedy: 'pass it as an argument',
  },
  {
    name: 'the run time requires no binder, body parser or Ajv',
    from: /^packages\/openapi-koa\/src\//,
    not: /^(?:openapi-backend|@koa\/bodyparser|ajv)/,
    remedy: 'make it an option, which src/binding.ts or the compiler fills',
  },
  {
    name: 'a feature knows neither Koa nor the rest of the service',
    // Dependencies are where the service meets its features.
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
    name: 'a service knows nothing of HTTP',
    from: /^src\/features\/[^/]+\/service\.ts$/,
    not: /^(?:@petsage\/|generated|node:http)/,
    remedy: 'map types in the handler',
  },
  {
    name: 'pages know the contract’s public face only',
    from: /^src\/pages\//,
    not: /^(?:@petsage\/openapi-koa\/(?!docs$)|src\/(?!pages\/))/,
    remedy: 'hand it over as an option of createPages',
  },
  {
    name: 'operations know the contract’s public face only',
    from: /^src\/ops\//,
    not: /^(?:@petsage\/openapi-koa\/|src\/(?!ops\/))/,
    remedy: 'hand it over as an argument',
  },
  {
    name: 'security handlers know the contract’s public face only',
    from: /^src\/security\//,
    not: /^(?:koa|@petsage\/openapi-koa\/|src\/(?!security\/))/,
    remedy: 'hand it over as an argument of createSecurityHandlers',
  },
  { name: 'nothing in the service imports a tool or a test', from: /^src\//, not: /^(?:tools|test|bench)\//, remedy: 'move it into src/' },
  {
    name: 'generated code imports nothing of the service',
    from: /^generated\//,
    not: /^(?:src|tools|test|bench)\//,
    remedy: 'make the generator write what is needed',
  },
  { name: 'only main acts when it is imported', from: /^(?:src|tools|test)\//, not: /^src\/main\.ts$/, remedy: 'start it as a process' },
  { name: 'the app does not know its process', from: /^src\/app\.ts$/, not: /^src\/main\.ts$/, remedy: 'hand it over as an argument of createApp' },
];

const files = ['src', 'generated', 'tools', 'test', 'packages'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|cjs|cts)$/.test(entry.name) && !/\/(?:dist|node_modules)(?:\/|$)/.test(entry.parentPath))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\brequire\(["']([^"']+)["']\)/gm)].map((match) => {
    const name = (match[1] ?? match[2]) as string;
    return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name;
  });
}

test('there are imports to hold against the rules', () => {
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

test.each(
  readdirSync(join(ROOT, 'src/features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name),
)('the feature %s has a README without gaps', (feature) => {
  const text = readFileSync(join(ROOT, 'src/features', feature, 'README.md'), 'utf8');
  expect(text).toMatch(/^# .+\n/);
  // What the document says, or whoever asked for the feature, is no gap: there may be a feature about to-do lists.
  const record = join(ROOT, 'src/features', feature, 'feature.json');
  const asked = [join(ROOT, 'openapi/openapi.yaml'), ...(existsSync(record) ? [record] : [])].map((file) => readFileSync(file, 'utf8').toLowerCase());
  const gaps = (text.match(/TODO|TBD|FIXME|lorem|\{\{/gi) ?? []).filter((gap) => !asked.some((words) => words.includes(gap.toLowerCase())));
  expect(gaps).toEqual([]);
});
