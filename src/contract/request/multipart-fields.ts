import type { Readable } from 'node:stream';
import { charsetOf, essenceOf, isJson, isOneOf, kindOf } from '../http/media-type.ts';
import type { EncodingSpec, FormSpec } from '../operation-spec.ts';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { BodyShare } from './body-memory.ts';
import { plainPairs } from './pairs.ts';
import { readJson } from './parameter-styles.ts';
import { MAX_HEADER_BYTES, type PartFields, type PartHeader, readPartHeader, sizeOf } from './part-header.ts';
import { decoderFor, decodeText } from './text.ts';
import type { FormFiles } from './uploaded-file.ts';
import { bodyViolation, type Form, fieldOf, memberPointer, partLimits, readMembers } from './urlencoded.ts';

/** The most texts of a form, which are bounded in bytes as well. */
const MAX_TEXTS = 1000;

export interface MultipartOptions {
  readonly contentType: string;
  readonly form: FormSpec;
  /** How much of the body may be held as texts, in bytes. */
  readonly textBytes: number;
  /** The most files. */
  readonly fileLimit: number;
  readonly jsonDepthLimit: number;
  /** What the texts count towards. */
  readonly share?: BodyShare;
}

/** What came of a part: a text that its field is still to give a type, or a value that has one. */
type Entry = { readonly name: string } & ({ readonly text: string } | { readonly values: readonly unknown[] });

interface Part {
  readonly name: string;
  readonly pointer: string;
  readonly field: EncodingSpec | undefined;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly stream: Readable;
}

/** What the parts of one body amount to. */
export class MultipartForm {
  readonly #files: FormFiles;
  readonly #options: MultipartOptions;
  readonly #violations: Violation[] = [];
  readonly #headless = new Set<Readable>();
  readonly #work: Promise<void>[] = [];
  /** In the order of the parts, with holes for those that came to nothing. */
  readonly #entries: (Entry | undefined)[] = [];
  readonly #counts = new Map<string, number>();
  /** The part that began last, which may not have ended. */
  #last: Readable | undefined;
  #fileCount = 0;
  #textCount = 0;
  #textBytes = 0;
  #isMalformed = false;

  constructor(files: FormFiles, options: MultipartOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** Notes that the body as a whole cannot be read; the first reason counts. */
  malformed(message: string): void {
    if (!this.#isMalformed) this.#refuse('', 'parse', message);
    this.#isMalformed = true;
  }

  /** Takes a part whose header section is still to come. */
  begin(stream: Readable, fail: (error: unknown) => void): void {
    this.#last = stream;
    // That the body ends in the middle of a part, the parser tells as well.
    let early: unknown;
    stream.on('error', (error) => {
      early = error;
    });
    this.#headless.add(stream);
    stream.once('header', (fields: PartFields) => {
      this.#headless.delete(stream);
      const index = this.#work.length;
      const work = this.#take(stream, fields, index).then((entry) => {
        this.#entries[index] = entry;
      });
      this.#work.push(
        work.catch((error) => {
          if (error !== early) fail(error);
        }),
      );
    });
  }

  /** Resolves when no file waits for another one to be stored. */
  get begun(): Promise<unknown> {
    return this.#files.begun;
  }

  /** Ends what waits for more of a part, as no more comes. */
  abandon(error: Error): void {
    this.#last?.destroy(error);
  }

  /** Waits until every part that began has ended. */
  async settled(): Promise<void> {
    if (this.#headless.size > 0) this.malformed('has a part whose header section does not end');
    await Promise.all(this.#work);
  }

  finish(): Form {
    const { form, jsonDepthLimit } = this.#options;
    const entries = this.#entries.filter((entry) => entry !== undefined);
    const { members, violations, readings } = readMembers(
      plainPairs(entries.flatMap((entry) => ('text' in entry ? [[entry.name, entry.text]] : []))),
      form,
      jsonDepthLimit,
    );
    const all = [...this.#violations, ...violations];
    const byName = Map.groupBy(entries, ({ name }) => name);
    const valued = new Set(entries.flatMap((entry) => ('values' in entry ? [entry.name] : [])));
    for (const name of valued) {
      const field = fieldOf(name, form);
      const together = inOrder(byName.get(name) ?? [], Object.hasOwn(members, name) ? [members[name]].flat() : []);
      if (field?.list || (field === undefined && together.length > 1)) members[name] = together;
      else if (together.length > 1) all.push(bodyViolation(memberPointer(name), 'repeated', 'must be given only once'));
      else members[name] = together[0];
    }
    // A list that has a file in it, too, is read in one way only.
    return { members, violations: all, readings: readings.filter(({ name }) => !valued.has(name)) };
  }

  /** Reads one part to its end, whatever is wrong with it. */
  async #take(stream: Readable, fields: PartFields, index: number): Promise<Entry | undefined> {
    const part = this.#identify(stream, fields, index);
    if (part === undefined) {
      stream.resume();
      return undefined;
    }
    return isFile(part, part.field) ? this.#file(part) : this.#text(part);
  }

  /** @returns undefined where the part is not wanted, which is then among the violations */
  #identify(stream: Readable, fields: PartFields, index: number): Part | undefined {
    if (sizeOf(fields) > MAX_HEADER_BYTES) {
      this.malformed(`has a part with more than ${MAX_HEADER_BYTES} bytes of header fields`);
      return undefined;
    }
    const header = readPartHeader(fields);
    const name = header.name ?? this.#nameAt(index);
    if (name === undefined) this.malformed('has a part without a name');
    if (name === '__proto__') this.#refuse('/__proto__', 'parse', 'must not be there');
    if (name === undefined || name === '__proto__') return undefined;
    const field = fieldOf(name, this.#options.form);
    if (!this.#isOneMore(isFile(header, field))) return undefined;
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    const pointer = field?.list ? `${memberPointer(name)}/${count}` : memberPointer(name);
    return this.#suits(header, field, pointer) ? { name, pointer, field, filename: header.filename, contentType: header.contentType, stream } : undefined;
  }

  /**
   * Counts a part that has a name.
   *
   * @returns whether it may be read
   * @throws Problem `content-too-large` (413) for a file too many
   */
  #isOneMore(file: boolean): boolean {
    if (file) {
      if (++this.#fileCount > this.#options.fileLimit) throw tooManyFiles(this.#options.fileLimit);
      return true;
    }
    if (++this.#textCount <= MAX_TEXTS) return true;
    this.malformed(`has more than ${MAX_TEXTS} texts`);
    return false;
  }

  /** The parts of other types than form-data may have no names: they are then the fields, in order. */
  #nameAt(index: number): string | undefined {
    return essenceOf(this.#options.contentType) === 'multipart/form-data' ? undefined : Object.keys(this.#options.form.fields ?? {})[index];
  }

  #suits(header: PartHeader, field: EncodingSpec | undefined, pointer: string): boolean {
    const { contentType, filename, transferEncoding } = header;
    const file = isFile(header, field);
    const type = contentType ?? (file ? OCTETS : undefined);
    // A file without a name may be none, which shows when it is read.
    if (!(file && filename === '') && type !== undefined && !this.#takes(field, type, pointer)) return false;
    // RFC 7578 section 4.7: none is sent any more.
    if (transferEncoding === undefined || IDENTITY.has(transferEncoding)) return true;
    this.#refuse(pointer, 'parse', 'has a Content-Transfer-Encoding; send the bytes as they are');
    return false;
  }

  #takes(field: EncodingSpec | undefined, type: string, pointer: string): boolean {
    if (field?.contentTypes === undefined || isOneOf(field.contentTypes, type)) return true;
    this.#violations.push({ ...bodyViolation(pointer, 'contentType', 'has a media type that is not taken'), allowed: field.contentTypes });
    return false;
  }

  async #file({ name, pointer, field, filename, contentType = OCTETS, stream }: Part): Promise<Entry | undefined> {
    const file = await this.#files.store(stream, { name, contentType, ...(filename ? { filename } : undefined) });
    // What a browser sends for a file input that was left alone.
    if (filename === '' && (file.size === 0 || !this.#takes(field, contentType, pointer))) return undefined;
    return { name, values: [file] };
  }

  async #text({ name, pointer, field, contentType, stream }: Part): Promise<Entry | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      this.#textBytes += (chunk as Buffer).length;
      this.#options.share?.take((chunk as Buffer).length);
      if (this.#textBytes > this.#options.textBytes) throw tooMuchText(this.#options.textBytes);
      chunks.push(chunk);
    }
    const decoder = decoderFor(contentType === undefined ? undefined : charsetOf(contentType));
    const text = decoder && decodeText(decoder, Buffer.concat(chunks));
    if (text === undefined) return this.#refuse(pointer, 'parse', decoder === undefined ? 'has an unknown charset' : `is no text in ${decoder.encoding}`);
    // A part that says that it is JSON is read so where the field has a place for an array or an object.
    const types = field?.value?.types ?? [];
    if (field === undefined || contentType === undefined || !isJson(contentType) || !(types.includes('object') || types.includes('array')))
      return { name, text };
    const outcome = readJson(text, partLimits(text, field, this.#options.jsonDepthLimit));
    if (outcome === undefined) return undefined;
    if ('refusal' in outcome) return this.#refuse(pointer, outcome.refusal.keyword, outcome.refusal.message);
    const { value } = outcome;
    return { name, values: field.list && Array.isArray(value) ? value : [value] };
  }

  #refuse(pointer: string, keyword: string, message: string): undefined {
    this.#violations.push(bodyViolation(pointer, keyword, message));
  }
}

/**
 * The values of the parts of one name, in the order of the parts (RFC 7578 section 5.2).
 *
 * @param texts what the texts among them were read as: a value for each, or all that the only one stands for
 */
function inOrder(entries: readonly Entry[], texts: readonly unknown[]): unknown[] {
  const count = entries.filter((entry) => 'text' in entry).length;
  let next = 0;
  return entries.flatMap((entry) => {
    if ('values' in entry) return entry.values;
    return count === 1 ? texts : [texts[next++]];
  });
}

const OCTETS = 'application/octet-stream';
/** Encodings that change nothing (RFC 2045 section 6.2). */
const IDENTITY: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

/** A part that may be a file or a text is what its header says; one of which the document says nothing, by its file name alone. */
function isFile({ filename, contentType }: Pick<PartHeader, 'filename' | 'contentType'>, field: EncodingSpec | undefined): boolean {
  if (field === undefined) return filename !== undefined;
  if (field.file === undefined || field.value === undefined) return field.file === true;
  return filename !== undefined || (contentType !== undefined && kindOf(contentType) === 'binary');
}

function tooManyFiles(limit: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The form has more than ${limit} files, which is the limit (formFileLimit).`,
    closes: true,
  });
}

function tooMuchText(bytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], { detail: `The texts of the form are larger than ${bytes} bytes.`, closes: true });
}
