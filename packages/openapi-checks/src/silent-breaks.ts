import { isObject, type Json, type JsonObject, parsePointer, refPointer, resolve } from '@petsage/openapi-compiler/internal';
import type { Change } from './api-diff.ts';

/** A change that `redocly diff` counts as a patch, and that breaks somebody all the same. */
interface SilentBreak {
  readonly id: string;
  readonly applies: (change: Change, revision: JsonObject) => boolean;
  readonly message: (change: Change) => string;
  /** Whom, where not everybody who is concerned: how `Audience` names them, or the code that was generated from the document. */
  readonly breaks?: 'who sends' | 'who reads' | 'generated code';
}

const from = ({ base }: Change) => base?.value;
const to = ({ revision }: Change) => revision?.value;
const first = (value: unknown) => (Array.isArray(value) ? String(value[0]) : 'none');

/** The property that a path of a change leads to. */
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

export const SILENT_BREAKS: readonly SilentBreak[] = [
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
    message: ({ path }) => `The header field \`${path.split('/').at(-1)}\` need not be there any more.`,
  },
  {
    // In answers it only says what may come; in requests it refuses what was taken.
    id: 'additional-properties-refused',
    applies: (change) => change.property === 'additionalProperties' && to(change) === false,
    message: () => 'Properties that the schema does not name are refused.',
    breaks: 'who sends',
  },
  {
    // OpenAPI 3.0.3 section 4.7.24.2: such a property is not sent, and is taken out of what is.
    id: 'became-read-only',
    applies: (change) => change.property === 'readOnly' && to(change) === true,
    message: ({ path }) => `${member(path)} is \`readOnly\` now, so that requests cannot have it.`,
    breaks: 'who sends',
  },
  {
    // While it is `readOnly`, `required` is about answers only.
    id: 'required-of-requests',
    applies: (change, revision) => change.property === 'readOnly' && from(change) === true && to(change) !== true && isRequired(revision, change.path),
    message: ({ path }) => `${member(path)} is \`readOnly\` no more, so that requests have to have it.`,
    breaks: 'who sends',
  },
  {
    id: 'became-write-only',
    applies: (change) => change.property === 'writeOnly' && to(change) === true,
    message: ({ path }) => `${member(path)} is \`writeOnly\` now, so that answers do not have it.`,
    breaks: 'who reads',
  },
  {
    id: 'query-closed',
    applies: (change) => change.property === 'x-closed-query' && to(change) === true,
    message: () => 'Query parameters that the document does not name are refused.',
  },
];
