import { decodeComponent, escapePart, unescapePart } from '@petsage/openapi-koa/spec';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { jsonOffsets, repeatedMembers } from './json-locations.ts';
import { MAX_DEPTH, TOO_DEEP, type YamlFault, yamlFaults } from './yaml-faults.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json | undefined;
}

/** So often may an alias be used, all in all of those inside of what it stands for: a few lines can stand for more than any memory holds. */
const MAX_ALIASES = 10_000;

/** Something in the document that cannot be honoured, and where. */
export interface Fault {
  /** A JSON Pointer into the document (RFC 6901). */
  readonly pointer: string;
  readonly reason: string;
}

/** A document that was refused: a line per fault, each with file, line and column. */
export class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument';
}

/** An OpenAPI document as it was written, with the place of everything in it. */
export class SourceDocument {
  readonly file: string;
  readonly root: JsonObject;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #isJson: boolean;
  #contents: Node | null | undefined;

  /**
   * @param file the name to report
   * @param text YAML 1.2 or JSON
   * @throws RefusedDocument when it cannot be parsed
   */
  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    const json = parseJson(text);
    this.#isJson = json !== undefined;
    const root: unknown = json ?? this.#parse();
    if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new RefusedDocument(`${file}:1:1: the document is no object`);
    if (this.#isJson && isDeeper(root, MAX_DEPTH)) throw new RefusedDocument(`${file}:1:1: ${TOO_DEEP}`);
    this.root = root as JsonObject;
    if (this.#isJson) this.#refuseRepeated();
  }

  /** YAML's parser refuses them itself. */
  #refuseRepeated(): void {
    const repeated = repeatedMembers(this.#text);
    if (repeated.length === 0) return;
    this.#countLines();
    throw this.#refusal(repeated.map(({ name, offset }) => ({ offset, reason: `the member ${JSON.stringify(name)} is there twice` })));
  }

  #refusal(faults: readonly YamlFault[]): RefusedDocument {
    return new RefusedDocument(faults.map(({ offset, reason }) => `${this.#placeAt(offset)}: ${printable(reason)}`).join('\n'));
  }

  #placeAt(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.file}:${line}:${col}`;
  }

  /** What the YAML document says; the document itself knows where everything stands. */
  #parse(): unknown {
    const document = parseDocument(this.#text, { lineCounter: this.#lines, version: '1.2' });
    if (document.errors.length > 0) {
      // One is enough of levels that are too deep.
      const errors = document.errors.filter(({ code }, index) => index === 0 || code !== 'RESOURCE_EXHAUSTION');
      const lines = errors.map(
        ({ linePos, code, message }) =>
          `${this.file}:${linePos?.[0].line ?? 1}:${linePos?.[0].col ?? 1}: ${code}: ${printable(message.split('\n')[0] as string)}`,
      );
      throw new RefusedDocument(lines.join('\n'));
    }
    this.#contents = document.contents;
    const faults = yamlFaults(document);
    if (faults.length > 0) throw this.#refusal(faults);
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      // The parser has no other word for it.
      if (error instanceof ReferenceError) throw new RefusedDocument(`${this.file}:1:1: ${error.message}`);
      throw error;
    }
  }

  /** `file:line:column` of what each pointer names, or of the nearest thing around it. */
  places(pointers: readonly string[]): string[] {
    if (pointers.length === 0) return [];
    if (this.#isJson && this.#lines.lineStarts.length === 0) this.#countLines();
    const offsets = this.#isJson ? jsonOffsets(this.#text, pointers.map(parsePointer)) : pointers.map((pointer) => this.#offset(pointer));
    return offsets.map((offset) => this.#placeAt(offset));
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

  /** A line for each fault, with its place; none twice. */
  lines(faults: readonly Fault[]): string[] {
    const places = this.places(faults.map(({ pointer }) => pointer));
    return [...new Set(faults.map(({ reason }, index) => `${places[index]}: ${printable(reason)}`))];
  }

  /** @throws RefusedDocument naming every fault, when there is one */
  refuse(faults: readonly Fault[]): void {
    if (faults.length > 0) throw new RefusedDocument(this.lines(faults).join('\n'));
  }
}

/** With escapes for what a terminal or the next line would take for itself, as names of the document may have anything in them. */
function printable(reason: string): string {
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

export function parsePointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapePart);
}

export function joinPointer(base: string, ...parts: readonly (string | number)[]): string {
  return [base, ...parts.map((part) => escapePart(String(part)))].join('/');
}

/** Where the items of a list stand that is a member of an object; none where the member is no list. */
export function itemPointers(holder: JsonObject, pointer: string, name: string): string[] {
  const list = holder[name];
  return Array.isArray(list) ? list.map((_, index) => joinPointer(pointer, name, index)) : [];
}

/** What a pointer names; undefined when there is nothing. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const part of parsePointer(pointer)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A local reference as a pointer; undefined for one into another file. */
export function refPointer(ref: string): string | undefined {
  return ref.startsWith('#') ? decodeComponent(ref.slice(1)) : undefined;
}

/** Follows references until something that is none. */
export function resolve(root: Json, pointer: string): { value: Json | undefined; pointer: string } {
  let at = pointer;
  for (let hops = 0; hops < 64; hops++) {
    const value = valueAt(root, at);
    const ref = isObject(value) && typeof value['$ref'] === 'string' ? refPointer(value['$ref']) : undefined;
    if (ref === undefined) return { value, pointer: at };
    at = ref;
  }
  return { value: undefined, pointer: at };
}
