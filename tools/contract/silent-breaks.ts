import type { Change } from './api-diff.ts';

/** A change that `redocly diff` counts as a patch, and that breaks somebody all the same. */
interface SilentBreak {
  readonly id: string;
  readonly applies: (change: Change) => boolean;
  readonly message: (change: Change) => string;
  /** Only code that was generated from the document notices. */
  readonly generatedCode?: true;
}

const from = ({ base }: Change) => base?.value;
const to = ({ revision }: Change) => revision?.value;
const first = (value: unknown) => (Array.isArray(value) ? String(value[0]) : 'none');

export const SILENT_BREAKS: readonly SilentBreak[] = [
  {
    // Generators name a class of operations after the first tag.
    id: 'tag-changed',
    applies: (change) => change.typeName === 'Operation' && change.property === 'tags' && first(from(change)) !== first(to(change)),
    message: (change) => `The tag changed from '${first(from(change))}' to '${first(to(change))}'.`,
    generatedCode: true,
  },
  {
    id: 'schema-name-removed',
    applies: ({ kind, path }) => kind === 'removed' && /^#\/components\/schemas\/[^/]+$/.test(path),
    message: ({ path }) => `The schema \`${path.split('/').at(-1)}\` was removed or renamed.`,
    generatedCode: true,
  },
  {
    id: 'path-parameter-renamed',
    applies: ({ typeName, property, impact }) => typeName === 'Parameter' && property === 'name' && impact !== 'major',
    message: (change) => `The path parameter \`${from(change)}\` was renamed to \`${to(change)}\`.`,
    generatedCode: true,
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
  },
  {
    id: 'query-closed',
    applies: (change) => change.property === 'x-closed-query' && to(change) === true,
    message: () => 'Query parameters that the document does not name are refused.',
  },
];
