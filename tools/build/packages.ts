import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../lib/root.ts';

/** In the order in which they import each other. */
const PACKAGES = ['openapi-koa', 'openapi-compiler', 'openapi-checks'];
/** Whose start counts: a service loads it each time it starts. */
const BUNDLED: ReadonlySet<string> = new Set(['openapi-koa']);
const COPIED = /\.(?:cjs|cts|py|txt|yaml|json)$/;

interface Manifest {
  readonly exports?: Readonly<Record<string, string | { readonly '@petsage/source': string; readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** Node.js doesn't run TypeScript below node_modules, where other projects install the packages. */
export async function buildPackages(): Promise<void> {
  for (const name of PACKAGES) {
    const folder = join(ROOT, 'packages', name);
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    compile(name, BUNDLED.has(name) ? ['--emitDeclarationOnly'] : []);
    if (BUNDLED.has(name)) await bundle(folder, manifest);
    // What isn't TypeScript: CommonJS that generated code requires, and data.
    for (const path of await readdir(join(folder, 'src'), { recursive: true })) {
      if (!COPIED.test(path)) continue;
      await mkdir(dirname(join(folder, 'dist', path)), { recursive: true });
      await copyFile(join(folder, 'src', path), join(folder, 'dist', path));
    }
    for (const path of Object.values(manifest.bin ?? {})) await chmod(join(folder, path), 0o755);
  }
}

/** @throws Error if the package doesn't compile */
function compile(name: string, options: readonly string[]): void {
  const project = join(ROOT, 'packages', name, 'tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', project, ...options], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`packages/${name} doesn't compile.`);
}

/**
 * A file for each export of a package, and files for what they share. Node.js resolves, reads and links each ES module by itself: as a file
 * for each module, a service with openapi-koa took one and a half times the processor time to start.
 */
async function bundle(folder: string, { exports = {} }: Manifest): Promise<void> {
  const source = join(folder, 'src');
  const entryPoints = Object.values(exports).flatMap((entry) => (typeof entry === 'object' && entry.default.endsWith('.js') ? [entry['@petsage/source']] : []));
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints,
    outdir: 'dist',
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.15',
    packages: 'external',
    plugins: [commonJsApart(source)],
    metafile: true,
    logLevel: 'warning',
  });
  for (const [output, { imports }] of Object.entries(metafile.outputs))
    for (const { path } of imports)
      if (path.startsWith('./validation/') && !existsSync(join(source, relative('dist', dirname(output)), path)))
        throw new Error(`${output} imports ${path}, which only files in dist/ itself can.`);
}

/** CommonJS stays in files of its own: generated code requires the same modules. */
function commonJsApart(source: string): Plugin {
  return {
    name: 'commonjs-apart',
    setup(context) {
      context.onResolve({ filter: /\.cjs$/ }, ({ path, resolveDir }) => ({ path: `./${relative(source, join(resolveDir, path))}`, external: true }));
    },
  };
}
