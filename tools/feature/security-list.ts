import { FailedBuild } from './fault.ts';
import { exportsOf, listedExport } from './module-exports.ts';
import { property } from './typescript.ts';

export const SECURITY_FOLDER = 'src/security';
export const SECURITY_LIST = `${SECURITY_FOLDER}/security-handlers.ts`;

/** A security handler as the list names it. */
export interface ListedHandler {
  /** The security scheme, as the document names it. */
  readonly scheme: string;
  /** Its module, such as `src/security/api-key.ts`. */
  readonly path: string;
  /** What the module exports: the handler, such as `checkApiKey`, or a function that makes it from dependencies, such as `createApiKeyCheck`. */
  readonly name: string;
}

/** Of several exports, the one that the list names. */
const isListed = (name: string) => name.startsWith('check') || isFactory(name);

/** Whether an export is the function that makes the handler. */
const isFactory = (name: string) => /^create[A-Z]/.test(name);

/**
 * The security handlers of a folder: each module that exports a `scheme`. Other modules are helpers.
 *
 * @param files texts of the folder's files, by path
 * @throws FailedBuild for a module whose scheme or handler is unclear, or the same as that of another
 */
export function handlersIn(files: ReadonlyMap<string, string>): ListedHandler[] {
  const handlers: ListedHandler[] = [];
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === SECURITY_LIST || !path.endsWith('.ts')) continue;
    const exports = exportsOf(path, text);
    const scheme = exports.find(({ name }) => name === 'scheme');
    if (scheme === undefined) continue;
    if (scheme.text === undefined) throw new FailedBuild(`${path} must export \`scheme\` as a string literal.`);
    const names = exports.filter((candidate) => candidate !== scheme).map(({ name }) => name);
    const name = listedExport(
      path,
      names,
      isListed,
      'one security handler, with a name such as checkApiKey, or createApiKeyCheck for a function that makes it',
    );
    const other = handlers.find((handler) => handler.scheme === scheme.text || handler.name === name);
    if (other !== undefined)
      throw new FailedBuild(`${other.path} and ${path} both ${other.name === name ? `export ${name}` : `handle the security scheme ${scheme.text}`}.`);
    handlers.push({ scheme: scheme.text, path, name });
  }
  return handlers;
}

/** The text of the list of security handlers. The formatter sets its layout. */
export function securityListText(handlers: readonly ListedHandler[]): string {
  const imports = handlers.map(({ path, name }) => `import { ${name} } from './${path.slice(SECURITY_FOLDER.length + 1)}';\n`).join('');
  const members = handlers.map(({ scheme, name }) => `${property(scheme)}: ${isFactory(name) ? `${name}(dependencies)` : name}`).join(', ');
  const parameter = handlers.some(({ name }) => isFactory(name)) ? 'dependencies' : '_dependencies';
  return `// Written by \`npm run feature -- --lists\` from the files in ${SECURITY_FOLDER}/: do not edit.

import type { SecurityHandlers } from '@petsage/openapi-koa';
import type { SecurityScheme } from '../../generated/types.ts';
import type { FeatureDependencies } from '../features/dependencies.ts';
${imports}
/** The handler of each security scheme of the document. The compiler reports a missing one. */
export const createSecurityHandlers = (${parameter}: FeatureDependencies): SecurityHandlers<SecurityScheme> => ({ ${members} });
`;
}
