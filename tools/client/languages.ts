import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../nearest.ts';

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
  nodejs: 'typescript',
  deno: 'typescript',
  bun: 'typescript',
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

/** How much of a word may be wrong. Among many words some are alike by chance: `erlang` is no `golang`. */
const NEAR_WORD = 0.25;
const NEAR_NAME = 0.5;
/** The language in the name of a generator or of a version: `cpp` of `cpp-qt-client`, `c++` of `c++17`. */
const LEADING_WORD = /^[a-z]+[+#]*/;

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
 * The language that was probably meant: by a name that people say, by its generator, or by a slip of the pen in one of them.
 *
 * @returns the name of a member of `languages`; undefined when none is near
 */
export function nearestLanguage(given: string, languages: readonly Language[]): string | undefined {
  const wanted = given.toLowerCase();
  const names = languages.map(({ name }) => name);
  const words = new Map([
    ...Object.entries(OTHER_NAMES).filter(([, name]) => names.includes(name)),
    ...languages.map(({ name, settings }) => [String(settings['generatorName']), name] as const),
    ...names.map((name) => [name, name] as const),
  ]);
  const near = nearest(wanted, [...words.keys()], NEAR_WORD) ?? LEADING_WORD.exec(wanted)?.[0] ?? '';
  return words.get(near) ?? nearest(wanted, names, NEAR_NAME);
}
