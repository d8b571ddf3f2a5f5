/** A name in the forms that files, paths, code and people want it in. */
export interface Names {
  /** `smoke-test`: folder, path, file. */
  readonly kebab: string;
  /** `smokeTest` */
  readonly camel: string;
  /** `SmokeTest`: models, tags. */
  readonly pascal: string;
  /** `Smoke test` */
  readonly title: string;
}

/** @param name words of ASCII letters and digits with anything else between them; capitals begin a word, too */
export function namesOf(name: string): Names {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  const pascal = words.map(capitalized).join('');
  return {
    kebab: words.join('-'),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    title: capitalized(words.join(' ')),
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** ECMAScript 2024 section 12.7.2, strict mode and modules included, and names that a module cannot declare. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if ' +
    'implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof ' +
    'undefined var void while with yield'
  ).split(' '),
);

/** Gives each thing of a module an identifier of its own. */
export class Identifiers {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** @param wanted any text; what no identifier can have is left out */
  take(wanted: string): string {
    const plain = /^[A-Za-z_$][\w$]*$/.test(wanted) ? wanted : namesOf(wanted).camel;
    const base = /^[A-Za-z_$]/.test(plain) ? plain : `operation${plain}`;
    let name = KEYWORDS.has(base) ? `${base}Operation` : base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}${count}`;
    this.#taken.add(name);
    return name;
  }
}
