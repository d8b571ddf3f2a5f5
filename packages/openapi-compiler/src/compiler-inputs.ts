import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The modules that decide what the compiler writes: its own, and those that generated code requires at run time. */
const ENTRIES = ['./compile', '@petsage/openapi-koa/validation', '@petsage/openapi-koa/validation/linear-regexp'];
const OWN = /^\.|^@petsage\//;
/** As the packages are written, whether in TypeScript or compiled. */
const IMPORT = /\b(?:from |require\(|import\()'([^']+)'/g;
const BUILT_IN = /^node:/;

let inputs: string | undefined;

/**
 * Everything of the compiler that decides what it writes, as text: the modules of the packages, and the versions of the packages that they
 * import. Follows imports, so that no module is forgotten; `cli.ts` and the like are not among them. Read once per process.
 */
export function compilerInputs(): string {
  inputs ??= read();
  return inputs;
}

function read(): string {
  const here = fileURLToPath(import.meta.url);
  const extension = here.slice(here.lastIndexOf('.'));
  const files = new Set(ENTRIES.map((name) => resolved(name.startsWith('.') ? `${name}${extension}` : name, here)));
  const texts: string[] = [];
  const versions = new Set<string>();
  // A set is iterated over what is added meanwhile, too.
  for (const file of files) {
    // Before they are sorted: the line endings of a checkout do not count.
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    texts.push(text);
    for (const [, name = ''] of text.matchAll(IMPORT)) {
      if (OWN.test(name)) files.add(resolved(name, file));
      else if (!BUILT_IN.test(name)) versions.add(versionOf(name, file));
    }
  }
  return [...texts.sort(), ...[...versions].sort()].join('\n');
}

function resolved(name: string, from: string): string {
  return name.startsWith('.') ? join(dirname(from), name) : createRequire(from).resolve(name);
}

/** Of the package that this very module gets: another one may be installed beside it. */
function versionOf(name: string, from: string): string {
  const file = findPackageJSON(name, from);
  if (file === undefined) throw new Error(`${from} imports ${name}, which is not installed.`);
  const { name: packageName, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
  return `${packageName} ${version}`;
}
