import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { ROOT } from '../lib/root.ts';

export const DIST = join(ROOT, 'dist');
const SERVICE_BUILD = {
  bundle: true,
  conditions: ['@petsage/source'],
  platform: 'node',
  format: 'cjs',
  // The oldest that src/bootstrap.cjs starts.
  target: 'node22.15',
  absWorkingDir: ROOT,
  logLevel: 'warning',
} satisfies BuildOptions;

export const BANNER = '/* Written by npm run build; do not edit. */';

/** What only some requests or environments need: a file of its own each beside `service.cjs`, which the service loads once it needs it. */
const LOADED_WHEN_NEEDED = {
  // A body with a content coding.
  '@koa/bodyparser': 'body-parser.cjs',
  // An environment that asks for traces.
  '@petsage/openapi-koa/tracing': 'tracing.cjs',
  // A log on a terminal.
  'pino-pretty': 'pino-pretty.cjs',
} as const;
/** What openapi-backend requires to validate, dereference and mock documents, which the service never asks of it: in one more file. */
const OPENAPI_BACKEND_TOOLS = ['ajv', 'openapi-schema-validator', 'mock-json-schema', 'qs', './refparser'];
const TOOLS_FILE = 'openapi-backend-tools.cjs';
const OPENAPI_BACKEND = join(ROOT, 'node_modules/openapi-backend');

/** What `service.cjs` may load: the start fails if one is missing. */
export const FILES_BESIDE_SERVICE: readonly string[] = [...Object.values(LOADED_WHEN_NEEDED), TOOLS_FILE];

/**
 * What esbuild makes of the service: `service.cjs`, and the files beside it.
 *
 * @param info of `PETSAGE_BUILD` in src/ops/build-info.ts
 */
export function serviceBundles(info: object): BuildOptions[] {
  const service = {
    ...SERVICE_BUILD,
    entryPoints: [join(ROOT, 'src/main.ts')],
    outfile: join(DIST, 'service.cjs'),
    plugins: [apart, lodashByFunction, toolsApart, oneCopy, jsonAsText],
    banner: { js: `${BANNER}\nconst importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': 'importMetaUrl', PETSAGE_BUILD: JSON.stringify(info) },
  };
  const others = Object.entries(LOADED_WHEN_NEEDED).map(([name, file]) => ({
    ...SERVICE_BUILD,
    entryPoints: [name],
    outfile: join(DIST, file),
    banner: { js: BANNER },
  }));
  const tools = {
    ...SERVICE_BUILD,
    stdin: {
      contents: `module.exports = {${[...OPENAPI_BACKEND_TOOLS, LODASH].map((name) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(name)}); }`)}};`,
      resolveDir: OPENAPI_BACKEND,
    },
    outfile: join(DIST, TOOLS_FILE),
    banner: { js: BANNER },
  };
  return [service, ...others, tools];
}

const apart: Plugin = {
  name: 'apart',
  setup(build) {
    for (const [name, file] of Object.entries(LOADED_WHEN_NEEDED)) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./${file}`, external: true }));
    }
  },
};

/** Replaces a module by an object that loads it when one of its exports is read. */
const toolsApart: Plugin = {
  name: 'tools-apart',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${OPENAPI_BACKEND_TOOLS.join('|').replaceAll('.', '\\.')})$`) }, ({ path, importer }) =>
      dirname(importer) === OPENAPI_BACKEND ? { path, namespace: TOOLS } : undefined,
    );
    build.onResolve({ filter: new RegExp(`^\\./${TOOLS_FILE}$`) }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /./, namespace: TOOLS }, ({ path }) => ({
      // Its importers are compiled from TypeScript: they read `__esModule` at once, and other names when they use them.
      contents: `module.exports = new Proxy({}, {
        get(_, name) {
          if (name === '__esModule') return true;
          const loaded = require('./${TOOLS_FILE}')[${JSON.stringify(path)}];
          return name === 'default' && !loaded.__esModule ? loaded : loaded[name];
        },
      });`,
    }));
  },
};
const TOOLS = 'tools';

/** Loads of lodash only the functions that openapi-backend uses: the whole of it was a sixth of what a start allocates. */
const lodashByFunction: Plugin = {
  name: 'lodash-by-function',
  setup(build) {
    build.onResolve({ filter: /^lodash$/ }, ({ path, importer }) => (dirname(importer) === OPENAPI_BACKEND ? { path, namespace: LODASH } : undefined));
    build.onLoad({ filter: /./, namespace: LODASH }, async () => {
      const files = (await readdir(OPENAPI_BACKEND)).filter((file) => file.endsWith('.js'));
      const sources = await Promise.all(files.map((file) => readFile(join(OPENAPI_BACKEND, file), 'utf8')));
      // Some are called, some are passed to another.
      const names = new Set(sources.flatMap((text) => [...text.matchAll(/\b_\.(\w+)/g)].map(([, name]) => name as string)));
      // A chain has the methods only if it is that of the whole.
      const source = (name: string) => (name === 'chain' ? `'./${TOOLS_FILE}').lodash.chain` : `'lodash/${name}')`);
      const getters = [...names].sort().map((name) => `get ${name}() { return require(${source(name)}; }`);
      return { contents: `module.exports = { __esModule: true, ${getters.join(', ')} };`, resolveDir: OPENAPI_BACKEND };
    });
  },
};
const LODASH = 'lodash';

/** Where a package of the same version is installed several times, the first of its folders: npm does so if another version is at the top. */
const oneCopy: Plugin = {
  name: 'one-copy',
  async setup(build) {
    const firstFolders = await firstFoldersOfPackages();
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === ONE_COPY) return undefined;
      const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: ONE_COPY });
      const [, folder = '', file = ''] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)(\/.*)$/.exec(resolved.path) ?? [];
      const first = firstFolders.get(relative(ROOT, folder));
      return first === undefined ? resolved : { ...resolved, path: join(ROOT, first, file) };
    });
  },
};
const ONE_COPY = 'one-copy';

/** V8 parses JSON faster than it runs an object literal of that size, and needs less memory: see "The cost of JavaScript in 2019" of v8.dev. */
const jsonAsText: Plugin = {
  name: 'json-as-text',
  setup(build) {
    build.onLoad({ filter: /\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

/** For each folder of an installed package, the first with the same package and version. */
async function firstFoldersOfPackages(): Promise<ReadonlyMap<string, string>> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string }> };
  const byVersion = new Map<string, string>();
  const first = new Map<string, string>();
  for (const [folder, { version }] of Object.entries(packages)) {
    const [, name] = /.*node_modules\/(.*)$/.exec(folder) ?? [];
    if (name === undefined || version === undefined) continue;
    const key = `${name}@${version}`;
    if (!byVersion.has(key)) byVersion.set(key, folder);
    first.set(folder, byVersion.get(key) as string);
  }
  return first;
}

/** Inputs that are of no package, such as `<define:PETSAGE_BUILD>`. */
export const MADE_BY_BUILD = new RegExp(`^(?:<|${TOOLS}:|${LODASH}:)`);
