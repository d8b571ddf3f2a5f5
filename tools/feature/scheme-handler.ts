import { type JsonObject, joinPointer, located, schemesOf } from '@petsage/openapi-compiler/internal';
import { namesOf } from './names.ts';
import type { PlannedContract } from './planned-contract.ts';
import { handlersIn, type ListedHandler, SECURITY_FOLDER, SECURITY_LIST } from './security-list.ts';

/** The handler that is to be made for a security scheme. */
export interface SchemeHandler extends ListedHandler {
  /** Its Security Scheme Object (OpenAPI 3.0.3 section 4.7.27). */
  readonly value: JsonObject;
}

/** Names of devices, which some file systems hold for no file, and of the list. */
const RESERVED = /^(?:aux|con|nul|prn|com\d|lpt\d|security-handlers)$/;

/**
 * The handlers that operations require and the folder lacks.
 *
 * @param files texts of the folder's files, by path; none of them is overwritten
 * @throws FailedBuild for a file in the folder whose scheme or handler is unclear
 */
export function missingHandlers({ root, operations }: PlannedContract, operationIds: readonly string[], files: ReadonlyMap<string, string>): SchemeHandler[] {
  const required = new Set(operations.filter(({ operationId }) => operationIds.includes(operationId)).flatMap(schemesOf));
  if (required.size === 0) return [];
  const handled = handlersIn(files);
  const taken = new Set([...files.keys(), SECURITY_LIST].map((path) => path.toLowerCase()));
  const names = new Set(handled.map(({ name }) => name));
  return [...required]
    .filter((scheme) => !handled.some((handler) => handler.scheme === scheme))
    .map((scheme) => {
      const { kebab, pascal } = namesOf(scheme);
      const base = kebab === '' || RESERVED.test(kebab) ? `scheme${kebab === '' ? '' : `-${kebab}`}` : kebab;
      const path = free(taken, (suffix) => `${SECURITY_FOLDER}/${base}${suffix === '' ? '' : `-${suffix}`}.ts`);
      const name = free(names, (suffix) => `check${pascal === '' ? 'Scheme' : pascal}${suffix}`);
      return { scheme, value: located(root, joinPointer('/components/securitySchemes', scheme))?.value ?? {}, path, name };
    });
}

/** The first text that is not taken, with no suffix or with 2, 3 and so on; it is taken then. */
function free(taken: Set<string>, textOf: (suffix: string) => string): string {
  let text = textOf('');
  for (let count = 2; taken.has(text); count++) text = textOf(String(count));
  taken.add(text);
  return text;
}
