import { isObject, type Json, type JsonObject, parsePointer, refPointer, resolve } from '@petsage/openapi-compiler/internal';
import type { Change } from './api-diff.ts';

/** A rule for a change that `redocly diff` counts as a patch although it breaks clients. */
interface ExtraRule {
  readonly id: string;
  readonly applies: (change: Change, revision: JsonObject) => boolean;
  readonly message: (change: Change) => string;
  /** Which of the affected clients it breaks, by how `AffectedClients` names them, or generated code; undefined for all of them. */
  readonly breaks?: 'clients that send' | 'clients that read' | 'generated code';
}

const from = ({ base }: Change) => base?.value;
const to = ({ revision }: Change) => revision?.value;
const first = (value: unknown) => (Array.isArray(value) ? String(value[0]) : 'none');

/** The property at the path of a change. */
function member(path: string): string {
  const parts = parsePointer(path);
  return `\`${parts[parts.lastIndexOf('properties') + 1] ?? ''}\``;
}

function isRequired(root: JsonObject, path: string): boolean {
  const [properties, name] = parsePointer(path).slice(-2);
  if (properties !== 'properties') return false;
  const follow = (value: Json | undefined) =>
    isObject(value) && typeof value['$ref'] === 'string' ? resolve(root, refPointer(value['$ref']) ?? '').value : value;
  let owner: Json | undefined = root;
  for (const part of parsePointer(path).slice(0, -2)) owner = follow((owner as JsonObject | undefined)?.[part]);
  return isObject(owner) && Array.isArray(owner['required']) && owner['required'].includes(name ?? '');
}

export const EXTRA_RULES: readonly ExtraRule[] = [
  {
    // Generators name a class of operations after the first tag.
    id: 'tag-changed',
    applies: (change) => change.typeName === 'Operation' && change.property === 'tags' && first(from(change)) !== first(to(change)),
    message: (change) => `The tag changed from '${first(from(change))}' to '${first(to(change))}'.`,
    breaks: 'generated code',
  },
  {
    id: 'path-parameter-renamed',
    applies: ({ typeName, property, impact }) => typeName === 'Parameter' && property === 'name' && impact !== 'major',
    message: (change) => `The path parameter \`${from(change)}\` was renamed to \`${to(change)}\`.`,
    breaks: 'generated code',
  },
  {
    id: 'response-header-became-optional',
    applies: (change) => change.typeName === 'Header' && change.property === 'required' && from(change) === true && to(change) !== true,
    message: ({ path }) => `The header \`${path.split('/').at(-1)}\` is no longer required.`,
  },
  {
    // In a response it only limits what may be sent; in a request it rejects what was accepted.
    id: 'additional-properties-refused',
    applies: (change) => change.property === 'additionalProperties' && to(change) === false,
    message: () => 'Properties that the schema does not name are rejected.',
    breaks: 'clients that send',
  },
  {
    // OpenAPI 3.0.3 section 4.7.24.2: a request should not have such a property, and it is removed from one that has.
    id: 'became-read-only',
    applies: (change) => change.property === 'readOnly' && to(change) === true,
    message: ({ path }) => `${member(path)} became \`readOnly\`: requests can no longer have it.`,
    breaks: 'clients that send',
  },
  {
    // While a property is `readOnly`, `required` applies to responses only.
    id: 'required-of-requests',
    applies: (change, revision) => change.property === 'readOnly' && from(change) === true && to(change) !== true && isRequired(revision, change.path),
    message: ({ path }) => `${member(path)} is no longer \`readOnly\`: requests must have it.`,
    breaks: 'clients that send',
  },
  {
    id: 'became-write-only',
    applies: (change) => change.property === 'writeOnly' && to(change) === true,
    message: ({ path }) => `${member(path)} became \`writeOnly\`: responses no longer have it.`,
    breaks: 'clients that read',
  },
  {
    id: 'query-closed',
    applies: (change) => change.property === 'x-closed-query' && to(change) === true,
    message: () => 'Query parameters that the document does not declare are rejected.',
  },
];
