import { type JsonObject, joinPointer, located, schemesOf } from '@petsage/openapi-compiler/internal';
import { namesOf } from './names.ts';
import type { PlannedContract } from './planned-contract.ts';
import { handledSchemes, SECURITY_FOLDER, SECURITY_LIST } from './security-list.ts';

/** The handler that is to be made for a security scheme. */
export interface SchemeHandler {
  /** As the document names it. */
  readonly scheme: string;
  /** Its Security Scheme Object (OpenAPI 3.0.3 section 4.7.27). */
  readonly value: JsonObject;
  /** Its file, such as `src/security/api-key.ts`. */
  readonly path: string;
  /** What the file exports, such as `checkApiKey`. */
  readonly name: string;
}

/** Names of devices, which some file systems hold for no file, and of the list. */
const RESERVED = /^(?:aux|con|nul|prn|com\d|lpt\d|security-handlers)$/;

/**
 * The handlers that operations want and the list lacks.
 *
 * @param list  the text of the list of security handlers
 * @param files what is in its folder, by path, and is not written over
 * @throws FailedBuild where operations want a handler and the list has not the form that it has to have
 */
export function missingHandlers(
  { root, operations }: PlannedContract,
  operationIds: readonly string[],
  { list, files }: { list: string; files: readonly string[] },
): SchemeHandler[] {
  const required = new Set(operations.filter(({ operationId }) => operationIds.includes(operationId)).flatMap(schemesOf));
  if (required.size === 0) return [];
  const handled = handledSchemes(list);
  const taken = new Set([...files, SECURITY_LIST].map((path) => path.toLowerCase()));
  const names = new Set(list.match(/[\w$]+/g));
  return [...required]
    .filter((scheme) => !handled.includes(scheme))
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
