import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import leven from 'leven';

/** A language that clients can be generated in: one entry of openapitools.json. */
export interface Language {
  /** Its name on the command line. */
  readonly name: string;
  /** The generator of openapi-generator, and its library where it has several. */
  readonly generator: string;
  /** The default document, relative to the root of the repository. */
  readonly document: string;
  /** The default output folder, relative to the current folder. */
  readonly output: string;
  /** The rest of the entry: openapi-generator's own settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The languages, and the release of openapi-generator that supports them. */
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

/** Clients are written below this folder; an entry that writes elsewhere isn't a client. */
const FOLDER = 'clients/';

/** Other common names of the languages. */
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

/** The share of letters that may differ. Lower among many words, where some are similar by chance: `erlang` isn't `golang`. */
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
 * The language that was probably meant: by another name, by its generator, or by a typo in one of them.
 *
 * @returns the name of one of `languages`; undefined if none is similar
 */
export function nearestLanguage(given: string, languages: readonly Language[]): string | undefined {
  const word = given.toLowerCase();
  const names = languages.map(({ name }) => name);
  const words = new Map([
    ...Object.entries(OTHER_NAMES).filter(([, name]) => names.includes(name)),
    ...languages.map(({ name, settings }) => [String(settings['generatorName']), name] as const),
    ...names.map((name) => [name, name] as const),
  ]);
  const near = nearest(word, [...words.keys()], NEAR_WORD) ?? LEADING_WORD.exec(word)?.[0] ?? '';
  return words.get(near) ?? nearest(word, names, NEAR_NAME);
}

/** @returns the most similar word, of which at most this share of letters differs */
function nearest(given: string, words: readonly string[], share: number): string | undefined {
  const [best] = words
    .map((word) => ({ word, distance: leven(given, word) }))
    .filter(({ word, distance }) => distance <= share * Math.max(given.length, word.length))
    .sort((a, b) => a.distance - b.distance);
  return best?.word;
}
