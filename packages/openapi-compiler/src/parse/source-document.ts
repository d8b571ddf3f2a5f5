import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Severity, specOf } from '../diagnostics/codes.ts';
import { type Diagnostic, EXCERPT_LENGTH, excerptOf, type Finding, RefusedDocument, type TextFinding } from '../diagnostics/diagnostic.ts';
import { INT64 } from '../ir/int64.ts';
import { type Json, type JsonObject, parsePointer } from '../json.ts';
import { type ExactAt, exactIntegers } from './int64.ts';
import { jsonOffsets, repeatedMembers } from './json-locations.ts';
import type { Source } from './source.ts';
import { MAX_DEPTH, TOO_DEEP, yamlFindings } from './yaml.ts';

/** So often may an alias be used, all in all of those inside of what it stands for: a few lines can stand for more than any memory holds. */
const MAX_ALIASES = 10_000;

/** An OpenAPI document as it was written, with the place of everything in it. */
export class SourceDocument implements Source {
  readonly file: string;
  readonly root: JsonObject;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #isJson: boolean;
  #contents: Node | null | undefined;

  readonly texts: readonly string[];
  /** What the text has that JSON cannot have, or that loses a part of it. */
  readonly findings: readonly TextFinding[];

  /**
   * @param file the name to report
   * @param text YAML 1.2 or JSON
   * @param mode whether the document is refused because of `findings`, or has them
   * @throws RefusedDocument when it cannot be parsed
   */
  constructor(file: string, text: string, mode: 'refuse' | 'collect' = 'refuse') {
    this.file = file;
    this.#text = text;
    this.texts = [text];
    const json = parseJson(text);
    this.#isJson = json !== undefined;
    const findings: TextFinding[] = [];
    const root: unknown = json ?? this.#parse(findings);
    if (typeof root !== 'object' || root === null || Array.isArray(root))
      throw this.#refusal([{ code: 'invalid-syntax', offset: 0, reason: 'the document is not an object; an OpenAPI document begins with `openapi: 3.1.0`' }]);
    if (this.#isJson && isDeeper(root, MAX_DEPTH)) throw this.#refusal([{ code: 'nested-too-deep', offset: 0, reason: TOO_DEEP }]);
    this.root = root as JsonObject;
    // YAML's parser finds them itself.
    if (this.#isJson)
      for (const { name, offset } of repeatedMembers(text)) findings.push({ code: 'duplicate-key', offset, reason: duplicate(JSON.stringify(name)) });
    this.findings = findings;
    if (mode === 'refuse' && findings.length > 0) throw this.#refusal(findings);
  }

  #refusal(findings: readonly TextFinding[]): RefusedDocument {
    return new RefusedDocument(this.diagnostics(findings, ({ code }) => specOf(code).severity));
  }

  /** What the YAML document says; the document itself knows where everything stands. */
  #parse(findings: TextFinding[]): unknown {
    const document = parseDocument(this.#text, { lineCounter: this.#lines, version: '1.2' });
    const isRepeated = ({ code }: { code: string }) => code === 'DUPLICATE_KEY';
    for (const { pos } of document.errors.filter(isRepeated)) findings.push({ code: 'duplicate-key', offset: pos[0], reason: duplicate('of this name') });
    const errors = document.errors.filter((error) => !isRepeated(error));
    if (errors.length > 0) {
      // One is enough of levels that are too deep.
      const shown = errors.filter(({ code }, index) => index === 0 || code !== 'RESOURCE_EXHAUSTION');
      throw this.#refusal([
        ...findings,
        ...shown.map(({ pos, message }) => ({ code: 'invalid-syntax' as const, offset: pos[0], reason: withoutPlace(message.split('\n')[0] as string) })),
      ]);
    }
    this.#contents = document.contents;
    const { fatal, others } = yamlFindings(document);
    findings.push(...others);
    if (fatal.length > 0) throw this.#refusal([...findings, ...fatal]);
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      // The parser has no other word for it.
      if (error instanceof ReferenceError) throw this.#refusal([...findings, { code: 'not-json', offset: 0, reason: error.message }]);
      throw error;
    }
  }

  /** The integers of the document that a double cannot represent, by their pointers, if any is meant exactly (`x-int64`). */
  readonly exactAt: ExactAt = exactIntegers(() => (this.#text.includes(INT64) ? this.#withBigInts() : {}));

  /** The whole document, parsed once more. */
  #withBigInts(): Json {
    if (!this.#isJson) return parseDocument(this.#text, { version: '1.2', intAsBigInt: true, uniqueKeys: false }).toJS({ maxAliasCount: MAX_ALIASES }) as Json;
    return JSON.parse(this.#text, (_name, value, context?: { readonly source?: string }) => {
      const source = context?.source ?? '';
      return /^-?\d+$/.test(source) ? BigInt(source) : value;
    });
  }

  /** `file:line:column` of what each pointer names, or of the nearest thing around it. */
  places(pointers: readonly string[]): string[] {
    return this.positions(pointers).map((position) => `${this.file}:${position}`);
  }

  /** `line:column` of what each pointer names. */
  positions(pointers: readonly string[]): string[] {
    return this.#offsets(pointers).map((offset) => {
      const { line, col } = this.#lines.linePos(offset);
      return `${line}:${col}`;
    });
  }

  /** Where what a pointer names begins in the text. */
  offset(pointer: string): number {
    return this.#offsets([pointer])[0] as number;
  }

  /** A file by itself has no others. */
  whyUnresolved(): undefined {
    return undefined;
  }

  #offsets(pointers: readonly string[]): number[] {
    if (this.#lines.lineStarts.length === 0) this.#countLines();
    if (pointers.length === 0) return [];
    return this.#isJson ? jsonOffsets(this.#text, pointers.map(parsePointer)) : pointers.map((pointer) => this.#offset(pointer));
  }

  #countLines(): void {
    for (let start = 0; ; ) {
      this.#lines.addNewLine(start);
      const end = this.#text.indexOf('\n', start);
      if (end === -1) return;
      start = end + 1;
    }
  }

  #offset(pointer: string): number {
    let node: unknown = this.#contents;
    let offset = this.#contents?.range?.[0] ?? 0;
    for (const part of parsePointer(pointer)) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
        if (pair === undefined) break;
        offset = (pair.key as Node).range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(part)];
        offset = (node as Node | undefined)?.range?.[0] ?? offset;
      } else break;
    }
    return offset;
  }

  /** The findings as they are reported, sorted by place; none twice. */
  diagnostics<F extends Finding | TextFinding>(findings: readonly F[], severityOf: (finding: F) => Severity): Diagnostic[] {
    const offsets = this.#offsets(findings.map((finding) => ('pointer' in finding ? finding.pointer : '')));
    const placed = findings.map((finding, index) => {
      const { line, col: column } = this.#lines.linePos('offset' in finding ? finding.offset : (offsets[index] as number));
      const { code } = finding;
      return { code, severity: severityOf(finding), file: this.file, line, column, message: printable(finding.reason), excerpt: this.#excerpt(line, column) };
    });
    const byKey = new Map(placed.map((each) => [`${each.line}:${each.column} ${each.code} ${each.message}`, each]));
    return [...byKey.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** Only the surroundings of the place are read: the whole document may be one line. */
  #excerpt(line: number, column: number): string {
    const { lineStarts } = this.#lines;
    const start = lineStarts[line - 1] ?? 0;
    const from = Math.max(start, start + column - 2 * EXCERPT_LENGTH);
    const end = Math.min(lineStarts[line] ?? this.#text.length, start + column + 2 * EXCERPT_LENGTH);
    const text = this.#text
      .slice(from, end)
      .replace(/\r?\n$/, '')
      .replaceAll('\t', ' ');
    return excerptOf(printable(text), line, column - (from - start));
  }

  /** @throws RefusedDocument naming every finding, when there is one */
  refuse(findings: readonly Finding[]): void {
    if (findings.length > 0) throw new RefusedDocument(this.diagnostics(findings, ({ code }) => specOf(code).severity));
  }
}

const duplicate = (name: string) => `a second member ${name}; keep one of them`;

/** The YAML parser ends its messages with the place, which is reported before them. */
const withoutPlace = (message: string) => message.replace(/ at line \d+, column \d+:?$/, '');

/** With escapes for what a terminal or the next line would take for itself, as names of the document may have anything in them. */
export function printable(reason: string): string {
  return reason.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON at a fraction of the time that YAML takes; undefined for what is no JSON. */
function parseJson(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeeper(root: unknown, depth: number): boolean {
  let level: unknown[] = [root];
  for (let at = 0; at <= depth && level.length > 0; at++)
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  return level.length > 0;
}
