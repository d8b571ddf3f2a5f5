import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { ROOT } from '../lib/root.ts';
import { refusedLicenses, sbomOf } from './sbom.ts';
import { BANNER, DIST, FILES_BESIDE_SERVICE, MADE_BY_BUILD, serviceBundles } from './service-bundles.ts';

/** The files that the pages serve, from which they are copied: see `PAGE_FOLDERS` of src/app.ts. */
const PAGE_FILES = [
  'generated/openapi.json',
  'generated/openapi.yaml',
  'CHANGELOG.md',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'node_modules/swagger-ui-dist/swagger-ui.css',
  'node_modules/redoc/bundles/redoc.standalone.js',
];

/**
 * The service with everything that it needs but Node.js. CommonJS, because with a compile cache it starts faster than ES modules. What only
 * some starts or requests need, and what pages serve, are files of their own: Node.js keeps the whole text of a file in memory.
 *
 * @param revision of `BuildInfo`
 */
export async function buildService(revision: string): Promise<void> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const pages = PAGE_FILES.map((file) => ({ from: join(ROOT, file), to: `pages/${basename(file)}` }));
  const info = { version, revision, files: [...FILES_BESIDE_SERVICE, ...pages.map(({ to }) => to)] };
  const pagesFolder = join(DIST, 'pages');
  await mkdir(pagesFolder, { recursive: true });
  await chmod(pagesFolder, 0o755);
  for (const bundle of serviceBundles(info)) {
    const { outputFiles } = await build({ ...bundle, write: false });
    for (const { path, contents } of outputFiles) await replace(path, contents);
  }
  for (const { from, to } of pages) await replace(join(DIST, to), await readFile(from));
  await replace(join(DIST, 'main.cjs'), await readFile(join(ROOT, 'src/bootstrap.cjs')));
}

const SMOKE_BUNDLE = {
  entryPoints: [join(ROOT, 'tools/smoke.ts')],
  outfile: join(DIST, 'smoke.cjs'),
  bundle: true,
  conditions: ['@petsage/source'],
  platform: 'node',
  format: 'cjs',
  // Deployment machines may have an older Node than the service.
  target: 'node20',
  // Comments and indentation would be two fifths of the file.
  minifyWhitespace: true,
  absWorkingDir: ROOT,
  logLevel: 'warning',
  banner: { js: `#!/usr/bin/env node\n${BANNER}` },
} satisfies BuildOptions;

export async function buildSmoke(): Promise<void> {
  const { outputFiles } = await build({ ...SMOKE_BUNDLE, write: false });
  await mkdir(DIST, { recursive: true });
  for (const { path, contents } of outputFiles) await replace(path, contents);
  await chmod(SMOKE_BUNDLE.outfile, 0o755);
}

/**
 * `dist/sbom.cdx.json`, with the licence texts of what is in the bundles and pages.
 *
 * @throws Error listing packages whose licence may not ship
 */
export async function buildSbom(): Promise<void> {
  const metafile: Metafile = { inputs: {}, outputs: {} };
  for (const bundle of [...serviceBundles({}), SMOKE_BUNDLE]) {
    const { inputs, outputs } = (await build({ ...bundle, write: false, metafile: true })).metafile;
    Object.assign(metafile.inputs, inputs);
    Object.assign(metafile.outputs, outputs);
    // What the build itself makes, such as `<define:PETSAGE_BUILD>`, is of no package.
    for (const output of Object.values(outputs)) for (const name of Object.keys(output.inputs)) if (MADE_BY_BUILD.test(name)) delete output.inputs[name];
  }
  for (const file of PAGE_FILES) {
    const { length } = await readFile(join(ROOT, file));
    metafile.inputs[file] = { bytes: length, imports: [] };
    metafile.outputs[`dist/pages/${basename(file)}`] = { bytes: length, inputs: { [file]: { bytesInOutput: length } }, imports: [], exports: [] };
  }
  const { text, components } = await sbomOf(metafile);
  const refused = refusedLicenses(components);
  if (refused.length > 0) throw new Error(`The licences of these packages are not among those that may ship: ${refused.join(', ')}.`);
  await mkdir(DIST, { recursive: true });
  await replace(join(DIST, 'sbom.cdx.json'), Buffer.from(text));
}

/** Writes a file only if it differs, and atomically: a service may start at the same time. */
async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  // Whatever the umask: the service may run as another user than the one that built it.
  await chmod(draft, 0o644);
  await rename(draft, path);
}
