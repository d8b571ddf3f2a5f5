import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of everything that went into a generated folder, and of everything that came out, by path. */
export interface Manifest {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export const MANIFEST = 'manifest.json';
/** Files and folders that decide what comes out, beside the document itself. */
const INPUTS = [
  'packages/openapi-koa/src/http/media-type.ts',
  'packages/openapi-koa/src/http/percent-encoding.ts',
  'packages/openapi-koa/src/http/json-pointer.ts',
  'packages/openapi-koa/src/routing/segment-template.ts',
  'packages/openapi-koa/src/operation-spec.ts',
  'packages/openapi-koa/src/spec.ts',
  'packages/openapi-koa/src/http/headers.ts',
  'packages/openapi-compiler/src',
  'packages/openapi-koa/src/validation',
];
const PACKAGES = ['@eslint-community/regexpp', 'ajv', 're2js', 'recheck', 'yaml'];

/**
 * Makes the manifest of a generated folder.
 *
 * @param root     the root of the repository
 * @param document the document's path below the root
 * @param outputs  texts by path below the folder
 * @param text     the document, where it is not written yet
 */
export function makeManifest(root: string, document: string, outputs: ReadonlyMap<string, string>, text?: string): Manifest {
  const inputs = hashInputs(root, document);
  if (text !== undefined) inputs[document] = hash(text);
  return { inputs, outputs: Object.fromEntries([...outputs].map(([path, text]) => [path, hash(text)])) };
}

/**
 * Holds a generated folder against its manifest, without generating anything.
 *
 * @returns a line for each fault; none when the folder is what generating would give
 */
export function checkManifest(root: string, document: string, folder: string): string[] {
  const file = join(root, folder, MANIFEST);
  if (!existsSync(file)) return [`${folder}/${MANIFEST} is missing: run npm run generate`];
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const inputs = hashInputs(root, document);
  const stale = [...new Set([...Object.keys(inputs), ...Object.keys(manifest.inputs)])].filter((path) => inputs[path] !== manifest.inputs[path]);
  const present = files(join(root, folder)).filter((path) => path !== MANIFEST);
  return [
    ...stale.sort().map((path) => `${path} has changed since ${folder}/ was generated: run npm run generate`),
    ...Object.keys(manifest.outputs)
      .filter((path) => !present.includes(path))
      .map((path) => `${folder}/${path} is missing: run npm run generate`),
    ...present.flatMap((path) => {
      const expected = manifest.outputs[path];
      if (expected === undefined) return [`${folder}/${path} is not generated: remove it`];
      return hash(readFileSync(join(root, folder, path), 'utf8')) === expected
        ? []
        : [`${folder}/${path} was edited by hand: change the document and run npm run generate`];
    }),
  ];
}

function hashInputs(root: string, document: string): Record<string, string> {
  const paths = [document, ...INPUTS].flatMap((path) => {
    const inside = join(root, path);
    return existsSync(inside) && !path.includes('.') ? files(inside).map((file) => `${path}/${file}`) : [path];
  });
  const hashes = paths.sort().map((path) => [path, existsSync(join(root, path)) ? hash(readFileSync(join(root, path), 'utf8')) : 'missing']);
  const versions = PACKAGES.map((name) => [
    `node_modules/${name}`,
    (JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version,
  ]);
  return Object.fromEntries([...hashes, ...versions]);
}

/** Every file below a folder, sorted; `.openapi-generator/`, which the generator always leaves, is passed over. */
export function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !path.startsWith('.openapi-generator'))
    .sort();
}

/** Line endings of a checkout do not count. */
function hash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
