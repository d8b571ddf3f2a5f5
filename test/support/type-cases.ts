import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileDocument } from '../../packages/openapi-compiler/src/compile.ts';
import type { OperationsSpec, ValidationError, Validator } from '../../packages/openapi-koa/src/operation-spec.ts';
import { type Mutation, mutations } from '../../tools/documents/mutations.ts';

const ROOT = join(__dirname, '../..');
const DOCUMENTS = join(ROOT, 'packages/openapi-koa/test/documents');
/** Where compiled contracts find the packages that they need. */
const CACHE = join(ROOT, 'node_modules/.cache');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Stands for a file of a form in values that are made. */
export const FILE = 'a file of the form';

/** What makes a validator refuse, and has to make the compiler refuse too. */
const TYPED: ReadonlySet<string> = new Set(['required', 'type', 'enum', 'const']);
/** The same of responses, which have only what the document names. */
const TYPED_IN_RESPONSES: ReadonlySet<string> = new Set([...TYPED, 'additionalProperties', 'unevaluatedProperties', 'writeOnly', 'false schema']);

/** Something of a document that has both a type and a validator. */
export interface Subject {
  readonly document: string;
  /** What it is called in messages. */
  readonly name: string;
  /** The type, where `Operations` is that of the document. */
  readonly type: string;
  readonly side: 'request' | 'response';
  /** Holds a value against the validator, and gives it as a handler gets it where that is a request: without what only responses have, and with defaults. */
  readonly judge: (value: unknown) => Verdict;
}

/** The value as it is then, and the keywords that it violates. */
export interface Verdict {
  readonly value: unknown;
  readonly keywords: readonly string[];
}

/** A value that is assigned to the type of a subject, and was held against its validator. */
export interface Case extends Verdict, Pick<Subject, 'document' | 'name' | 'type' | 'side'> {
  /** `as given`, or how the value was changed. */
  readonly what: string;
}

/** The documents of the tests, and that of the example, by name. */
export function testDocuments(): [name: string, text: string][] {
  return [
    ...readdirSync(DOCUMENTS).map((name): [string, string] => [name, readFileSync(join(DOCUMENTS, name), 'utf8')]),
    ['openapi.yaml', readFileSync(join(ROOT, 'test/fixtures/service/openapi/openapi.yaml'), 'utf8')],
    ['bookshop.yaml', readFileSync(join(ROOT, 'docs/examples/bookshop/openapi.yaml'), 'utf8')],
  ];
}

/** Types and validators of several documents, each in a folder of its own, and one program that assigns values to the types. */
export class TypeCases {
  readonly cases: Case[] = [];
  readonly #folder: string;
  readonly #documents: string[] = [];
  #refused: ReadonlySet<Case> = new Set();

  constructor() {
    mkdirSync(CACHE, { recursive: true });
    this.#folder = mkdtempSync(join(CACHE, 'types-'));
  }

  /** Compiles a document as `npm run generate` does, and loads its operations. */
  addDocument(name: string, text: string): OperationsSpec {
    const folder = join(this.#folder, name);
    for (const [path, content] of compileDocument(name, text).files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    this.#documents.push(name);
    return (require(join(folder, 'operations.cjs')) as { operations: OperationsSpec }).operations;
  }

  /**
   * Adds values, and what becomes of those that are valid when they are changed in one place.
   *
   * @param counts whether a change is one that could occur; all are by default
   */
  add(subject: Subject, values: readonly unknown[], counts: (mutation: Mutation) => boolean = () => true): void {
    const { judge, ...rest } = subject;
    const given = unique(values).map((value): Case => ({ ...rest, what: 'as given', ...judge(value) }));
    const valid = given.filter(({ keywords }) => keywords.length === 0);
    const changed = valid
      .flatMap(({ value }) => mutations(value))
      .filter(counts)
      .map(({ what, value }): Case => ({ ...rest, what, ...judge(value) }));
    this.cases.push(...given, ...changed);
  }

  /** Asks the compiler, once for all cases. */
  compile(): void {
    const imports = this.#documents.map((name, index) => `import type { Operations as O${index} } from './${name}/types.ts';`);
    const file = `import type { FormFile } from '@petsage/openapi-koa/spec'; declare const file: FormFile;`;
    // One assignment a line, so that the line of a complaint is the number of a case.
    const lines = this.cases.map(({ document, type, value }, index) => {
      const literal = JSON.stringify(value).replaceAll(JSON.stringify(FILE), 'file');
      return `export const v${index}: ${type.replaceAll('Operations', `O${this.#documents.indexOf(document)}`)} = ${literal};`;
    });
    writeFileSync(join(this.#folder, 'cases.ts'), [[...imports, file].join(' '), ...lines, ''].join('\n'));
    const compilerOptions = { types: ['node'], noUnusedLocals: false };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], exclude: [], files: ['cases.ts'] };
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = spawnSync(process.execPath, [TSC, '--project', this.#folder, '--pretty', 'false'], { encoding: 'utf8', maxBuffer: 1e8 });
    const complaints = stdout.split('\n').filter((line) => line.includes('error TS'));
    const places = complaints.map((line) => Number(/cases\.ts\((\d+),/.exec(line)?.[1]) - 2);
    const elsewhere = complaints.filter((_, index) => this.cases[places[index] as number] === undefined);
    if (elsewhere.length > 0) throw new Error(`The compiler complains about more than values: ${elsewhere.slice(0, 5).join('\n')}`);
    this.#refused = new Set(places.map((place) => this.cases[place] as Case));
  }

  /** Whether the compiler refuses a case. */
  refuses(each: Case): boolean {
    return this.#refused.has(each);
  }

  /** The cases in which compiler and validator disagree about what types can say. */
  disagreements(): Case[] {
    return this.cases.filter((each) => {
      const want = wanted(each);
      return want !== undefined && want !== (this.refuses(each) ? 'refused' : 'taken');
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** What the compiler has to say of a case; undefined where types say nothing of what is wrong. */
export function wanted({ keywords, side, what }: Case): 'taken' | 'refused' | undefined {
  // A client may send more than the document names: it is there, and no handler sees it.
  if (keywords.length === 0) return side === 'request' && what.startsWith('more') ? undefined : 'taken';
  const typed = side === 'request' ? TYPED : TYPED_IN_RESPONSES;
  return keywords.some((keyword) => typed.has(keyword)) ? 'refused' : undefined;
}

/** How a case is called in messages. */
export function described({ document, name, side, what, keywords }: Case): string {
  return `${document} ${name} (${side}): ${what}: validator ${keywords.join(', ') || 'takes it'}`;
}

/** Holds a value against a validator. */
export function judged(validator: Validator | undefined, value: unknown): Verdict {
  // Not by structuredClone, whose objects would be of another realm than those of a `const`.
  const seen = JSON.parse(JSON.stringify(value));
  if (validator === undefined || validator(seen)) return { value: seen, keywords: [] };
  return { value, keywords: (validator.errors ?? []).map(keywordOf) };
}

/** That of the condition where only values of some kind are writeOnly, of which types say nothing. */
function keywordOf(error: ValidationError): string {
  const { keyword, schemaPath } = error as ValidationError & { readonly schemaPath: string };
  return keyword === 'writeOnly' && schemaPath.includes('/then/') ? 'if' : keyword;
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
