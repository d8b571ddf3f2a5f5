import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A language that clients can be made in: one entry of openapitools.json. */
export interface Language {
  /** What it is called on the command line. */
  readonly name: string;
  /** The generator of openapi-generator, and its library where it has several. */
  readonly generator: string;
  /** The document that is generated from, if no other is named; below the root of the repository. */
  readonly document: string;
  /** The folder that is written, if no other is named; below the current folder. */
  readonly output: string;
  /** The entry as it stands, less document and output: openapi-generator's own settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The list of languages, and the release of openapi-generator that knows them. */
export interface LanguageList {
  readonly version: string;
  readonly languages: readonly Language[];
}

interface Entry {
  readonly generatorName: string;
  readonly library?: string;
  readonly inputSpec: string;
  readonly output: string;
  readonly [setting: string]: unknown;
}

/** Clients are written below this folder; an entry that writes elsewhere is no client. */
const FOLDER = 'clients/';

/** What people say instead of a language's name here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'typescript',
  javascript: 'typescript',
  node: 'typescript',
  fetch: 'typescript',
  axios: 'typescript-axios',
  py: 'python',
  golang: 'go',
  rs: 'rust',
  'c++': 'cpp',
  cxx: 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  dotnet: 'csharp',
  kt: 'kotlin',
  rb: 'ruby',
  pl: 'perl',
  sh: 'bash',
  shell: 'bash',
  curl: 'bash',
};

/** Reads the list from openapitools.json, in its order. */
export function readLanguages(root: string): LanguageList {
  const { version, generators } = JSON.parse(readFileSync(join(root, 'openapitools.json'), 'utf8'))['generator-cli'] as {
    version: string;
    generators: Readonly<Record<string, Entry>>;
  };
  const languages = Object.entries(generators)
    .filter(([, { output }]) => output.startsWith(FOLDER))
    .map(([name, { inputSpec, output, ...settings }]) => ({
      name,
      generator: settings.library === undefined ? settings.generatorName : `${settings.generatorName}, ${settings.library}`,
      document: inputSpec,
      output,
      settings,
    }));
  return { version, languages };
}

/**
 * The name that was probably meant.
 *
 * @returns a member of `names`; undefined when none is near: more than half of the letters would have to change
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const other = Object.hasOwn(OTHER_NAMES, wanted) ? OTHER_NAMES[wanted] : undefined;
  if (other !== undefined && names.includes(other)) return other;
  const [nearest] = names.map((name) => ({ name, distance: editDistance(wanted, name) })).sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance * 2 <= Math.max(wanted.length, nearest.name.length) ? nearest.name : undefined;
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const [left = 0, up = 0, diagonal = 0] = [next[j], row[j + 1], row[j]];
      next.push(Math.min(left + 1, up + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
