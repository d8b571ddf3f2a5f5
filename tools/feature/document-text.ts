import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLMap, Document as YamlDocument } from 'yaml';
import { FailedBuild } from './fault.ts';

const WIDTH = 2;
/** Characters of a list that still stands on one line. */
const SHORT = 80;
const DATE = /^\d{4}-\d\d-\d\d/;

/**
 * A YAML document that is changed by cutting and pasting lines, so that every byte that is not meant stays: writing the parsed document anew
 * would keep comments, but not quotes, folds and spaces.
 */
export class DocumentText {
  #text: string;
  #document!: Document.Parsed;
  readonly #newline: string;

  /** @throws FailedBuild for text that is not a YAML map */
  constructor(text: string) {
    this.#newline = text.includes('\r\n') ? '\r\n' : '\n';
    this.#text = text;
    this.#parse();
  }

  get text(): string {
    return this.#text;
  }

  /** The value at a path; undefined when there is none. */
  value(path: readonly string[]): unknown {
    const node = this.#document.getIn(path, true);
    return isCollection(node) || isScalar(node) ? (node as Node).toJS(this.#document) : undefined;
  }

  /**
   * Adds a member to the map at a path, after its last one; the map is made where there is none.
   *
   * @param node     plain data or a node of `yaml`, which brings its comments
   * @param spacious whether members of the map have an empty line between them
   */
  add(path: readonly string[], key: string, node: unknown, spacious = false): void {
    const holder = this.#document.getIn(path, true);
    if (isMap(holder) && holder.items.length > 0) {
      if (holder.flow) this.#addToFlow(holder, `${JSON.stringify(key)}: ${JSON.stringify(plain(node))}`);
      else this.#insertAfter(holder, `${spacious ? this.#newline : ''}${this.#lines(written({ [key]: node }), columnOf(this.#text, holder))}`);
    } else this.#fill(path, { [key]: node });
    this.#parse();
  }

  /** Adds an item to the list at a path, after its last one; the list is made where there is none. */
  push(path: readonly string[], item: unknown): void {
    const holder = this.#document.getIn(path, true);
    if (isSeq(holder) && holder.items.length > 0) {
      if (holder.flow) this.#addToFlow(holder, JSON.stringify(plain(item)));
      else {
        const last = holder.items.at(-1) as Node;
        // The dash stands before the item, on the line where it begins.
        const dash = this.#text.lastIndexOf('-', (last.range?.[0] ?? 0) - 1);
        this.#insertAfter(holder, this.#lines(written([item]), dash - lineStart(this.#text, dash)));
      }
    } else this.#fill(path, [item]);
    this.#parse();
  }

  /** Takes a member of a map or an item of a list out, and the empty line before it; a map or list that is left empty goes, too, but for `paths`. */
  remove(path: readonly (string | number)[]): void {
    const parent = this.#document.getIn(path.slice(0, -1), true);
    const last = path.at(-1);
    if (!isCollection(parent)) return;
    const item = isMap(parent) ? parent.items.find(({ key }) => keyText(key) === String(last)) : parent.items[Number(last)];
    if (item === undefined) return;
    if (parent.items.length === 1 && path.length > 1) {
      if (path.length === 2 && path[0] === 'paths') this.#empty(parent);
      else this.remove(path.slice(0, -1));
      return;
    }
    if (parent.flow) throw new FailedBuild(`/${path.join('/')} of the document shares a line with others; remove it by hand.`);
    const start = lineStart(this.#text, startOf(item));
    const end = this.#lineEnd(endOf(item));
    const before = this.#text.slice(0, start);
    const blank = /\n[ \t]*\r?\n$/.exec(before);
    // The first member has its empty line after it.
    const isFirst = parent.items[0] === item;
    const trailing = isFirst ? (/^[ \t]*\r?\n/.exec(this.#text.slice(end))?.[0].length ?? 0) : 0;
    this.#text = (blank !== null && !isFirst ? before.slice(0, blank.index + 1) : before) + this.#text.slice(end + trailing);
    this.#parse();
  }

  #parse(): void {
    this.#document = parseDocument(this.#text, { version: '1.2' });
    const [error] = this.#document.errors;
    if (error !== undefined || !isMap(this.#document.contents))
      throw new FailedBuild(`The document is not a YAML map${error === undefined ? '' : `: ${error.message}`}`);
  }

  #empty(holder: Node): void {
    const pair = (this.#document.contents as YAMLMap).items.find(({ value }) => value === holder) as Pair<Node, Node>;
    const keyEnd = pair.key.range?.[1] ?? 0;
    // A comment may stand behind the colon.
    const comment = this.#text.slice(keyEnd + 1, this.#lineEnd(keyEnd)).trimEnd();
    this.#text = `${this.#text.slice(0, keyEnd)}: {}${comment}${this.#newline}${this.#text.slice(this.#lineEnd(endOf(holder)))}`;
    this.#parse();
  }

  /** Puts the first members into a map or list that is missing, null or written as `{}` or `[]`. */
  #fill(path: readonly string[], content: unknown): void {
    const parent = path.slice(0, -1);
    const key = path.at(-1) as string;
    const map = this.#document.getIn(parent, true);
    if (parent.length === 0 ? !hasKey(this.#document.contents, key) : !hasKey(map, key)) {
      this.add(parent, key, content, parent.length <= 1);
      return;
    }
    const pair = (map as YAMLMap<Node, Node | null>).items.find((item) => keyText(item.key) === key) as Pair<Node, Node | null>;
    const colon = this.#text.indexOf(':', pair.key.range?.[1] ?? 0);
    const end = pair.value?.range?.[1] ?? colon + 1;
    const indent = columnOf(this.#text, map as YAMLMap) + WIDTH;
    const after = this.#lineEnd(Math.max(end, colon + 1));
    const comment = this.#text.slice(Math.max(end, colon + 1), after).trimEnd();
    this.#text = `${this.#text.slice(0, colon + 1)}${comment}${this.#newline}${this.#lines(written(content), indent)}${this.#text.slice(after)}`;
  }

  #insertAfter(holder: Node, lines: string): void {
    const at = this.#lineEnd(endOf(holder));
    const before = this.#text.slice(0, at);
    this.#text = `${before}${before.endsWith('\n') ? '' : this.#newline}${lines}${this.#text.slice(at)}`;
  }

  #addToFlow(holder: Node, json: string): void {
    const end = (holder.range?.[1] ?? 0) - 1;
    const inside = this.#text.slice(0, end).trimEnd().length;
    this.#text = `${this.#text.slice(0, inside)}, ${json}${this.#text.slice(inside)}`;
  }

  #lines(text: string, indent: number): string {
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => `${line === '' ? '' : ' '.repeat(indent)}${line}${this.#newline}`)
      .join('');
  }

  /** Behind the line break of the line that an offset is in; the offset itself where a line begins. */
  #lineEnd(offset: number): number {
    if (offset > 0 && this.#text[offset - 1] === '\n') return offset;
    const end = this.#text.indexOf('\n', offset);
    return end === -1 ? this.#text.length : end + 1;
  }
}

/** Data or nodes as YAML text in the document's manner. */
function written(content: unknown): string {
  const document = new YamlDocument(content, { version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    // Only what was data: nodes that were parsed keep their author's form.
    Seq: (_key, list) => {
      if (!isParsed(list) && list.items.every(isScalar) && String(list.toJSON()).length <= SHORT) list.flow = true;
    },
    // YAML 1.1, which some tools still read, takes a bare one for a date.
    Scalar: (_key, scalar) => {
      if (!isParsed(scalar) && typeof scalar.value === 'string' && DATE.test(scalar.value)) scalar.type = 'QUOTE_SINGLE';
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false, indent: WIDTH });
}

const isParsed = (node: Node) => node.range !== undefined && node.range !== null;

function plain(node: unknown): unknown {
  return new YamlDocument(node).toJS();
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function hasKey(map: unknown, key: string): boolean {
  return isMap(map) && map.items.some((item) => keyText(item.key) === key);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** How far the members of a block map are indented. */
function columnOf(text: string, map: YAMLMap): number {
  const [first] = map.items;
  const start = first === undefined ? 0 : startOf(first);
  return start - lineStart(text, start);
}

function startOf(item: unknown): number {
  const node = (isNodeLike(item) ? item : (item as Pair<Node, unknown>).key) as Node;
  return node.range?.[0] ?? 0;
}

function isNodeLike(item: unknown): item is Node {
  return typeof item === 'object' && item !== null && 'range' in item;
}

/** Where the text of a node or pair ends, comments behind it not counted. */
function endOf(item: unknown): number {
  if (!isNodeLike(item)) {
    const { key, value } = item as Pair<Node, Node | null>;
    const keyEnd = (key.range?.[1] ?? 0) + 1;
    return value === null ? keyEnd : Math.max(keyEnd, endOf(value));
  }
  if (isCollection(item) && !item.flow && item.items.length > 0) return endOf(item.items.at(-1));
  return (item as Node).range?.[1] ?? 0;
}
