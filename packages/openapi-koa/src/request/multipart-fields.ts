import type { Readable } from 'node:stream';
import { essenceOf, isJson, isOneOf, kindOf, MediaType } from '../http/media-type.ts';
import type { EncodingSpec, FormSpec } from '../operation-spec.ts';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { BodyShare } from './body-memory.ts';
import { MAX_HEADER_BYTES, type PartFields, type PartHeader, readPartHeader, sizeOf } from './multipart-header.ts';
import { readJsonField } from './parameter-styles.ts';
import { plainPairs } from './query.ts';
import { ArrivingFile, type FileStream } from './streamed-file.ts';
import { decoderFor, decodeText } from './text.ts';
import type { FormFiles } from './uploaded-file.ts';
import { bodyViolation, type Form, fieldOf, memberPointer, partOptions, readMembers } from './urlencoded.ts';

/** The most text fields of a form; `textBytes` limits their size. */
const MAX_TEXT_FIELDS = 1000;

export interface MultipartOptions {
  readonly contentType: string;
  readonly form: FormSpec;
  /** The most bytes of all text fields together. */
  readonly textBytes: number;
  /** The most files. */
  readonly fileLimit: number;
  readonly jsonDepthLimit: number;
  /** The share the text fields count towards. */
  readonly share?: BodyShare;
}

/** The result of a part: a string that is still to be coerced, or typed values. */
type Entry = { readonly name: string } & ({ readonly text: string } | { readonly values: readonly unknown[] });

interface FormPart {
  readonly name: string;
  readonly pointer: string;
  readonly field: EncodingSpec | undefined;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly stream: Readable;
}

/** Makes the stream of a part, by the part and its name. */
type Open = (part: Readable, name: string) => FileStream;

/** The fields of a form. */
export interface MultipartResult extends Form {
  /** The bytes of its file that the handler reads as a stream. */
  readonly stream: Readable | undefined;
  /** Whether that file has begun, so that no part after it was read. */
  readonly isCut: boolean;
}

/** Collects the parts of one body into a form. */
export class MultipartForm {
  readonly #files: FormFiles;
  readonly #options: MultipartOptions;
  readonly #violations: Violation[] = [];
  readonly #withoutHeader = new Set<Readable>();
  readonly #work: Promise<void>[] = [];
  /** In the order of the parts, with holes for those without a result. */
  readonly #entries: (Entry | undefined)[] = [];
  readonly #counts = new Map<string, number>();
  /** The part that started last and may not have ended. */
  #last: Readable | undefined;
  #fileCount = 0;
  #textCount = 0;
  #textBytes = 0;
  #isMalformed = false;
  /** The part that the handler reads as a stream; no other part may follow. */
  #streamed: { readonly isCertain: boolean; readonly bytes: FileStream | undefined } | undefined;

  constructor(files: FormFiles, options: MultipartOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** Reports that the body as a whole is malformed; only the first reason is reported. */
  malformed(message: string): void {
    if (!this.#isMalformed) this.#refuse('', 'parse', message);
    this.#isMalformed = true;
  }

  /** Whether the part has begun that the handler reads as a stream, so that all fields of the form are known, unless that part is refused. */
  get isStreaming(): boolean {
    return this.#streamed !== undefined && (this.#streamed.isCertain || this.#streamed.bytes?.hasBytes === true);
  }

  /** Whether that part is refused by its header section. */
  get isRefused(): boolean {
    return this.#streamed !== undefined && this.#streamed.bytes === undefined;
  }

  /** Starts a part whose header section has not arrived yet. */
  begin(stream: Readable, open: Open, fail: (error: unknown) => void): void {
    this.#last = stream;
    // The parser reports a truncated part as well.
    let early: unknown;
    stream.on('error', (error) => {
      early = error;
    });
    if (this.isStreaming) {
      const { bytes } = this.#streamed as { bytes: FileStream | undefined };
      stream.once('header', () => bytes?.refuseNext()).resume();
      return;
    }
    // It had no name and no bytes, so it was no file.
    this.#streamed = undefined;
    this.#withoutHeader.add(stream);
    stream.once('header', (fields: PartFields) => {
      this.#withoutHeader.delete(stream);
      const index = this.#work.length;
      const work = this.#take(stream, fields, index, open).then((entry) => {
        this.#entries[index] = entry;
      });
      this.#work.push(
        work.catch((error) => {
          if (error !== early) fail(error);
        }),
      );
    });
  }

  /** Resolves when no file is waiting for an earlier one to be stored. */
  get begun(): Promise<unknown> {
    return this.#files.begun;
  }

  /** Fails the last part, of which no more bytes will arrive. */
  abandon(error: Error): void {
    this.#last?.destroy(error);
  }

  /** Waits until every started part has ended. */
  async settled(): Promise<void> {
    if (this.#withoutHeader.size > 0) this.malformed('must not have a part with an incomplete header section');
    await Promise.all(this.#work);
  }

  finish(): MultipartResult {
    const { form, jsonDepthLimit } = this.#options;
    const entries = this.#entries.filter((entry) => entry !== undefined);
    const { members, violations, coercedValues } = readMembers(
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
    // A list that also contains a file is coerced in one way only.
    const distinct = coercedValues.filter(({ name }) => !valued.has(name));
    return { members, violations: all, coercedValues: distinct, stream: this.#streamed?.bytes, isCut: this.isStreaming };
  }

  /** Reads one part to its end, even if it is invalid; only the beginning of one that the handler reads as a stream. */
  async #take(stream: Readable, fields: PartFields, index: number, open: Open): Promise<Entry | undefined> {
    const part = this.#identify(stream, fields, index);
    if (part === undefined) {
      stream.resume();
      return undefined;
    }
    if (part.field?.streamed) return this.#stream(part, open);
    return isFile(part, part.field) ? this.#file(part) : this.#text(part);
  }

  /** @returns undefined if the part is refused, after reporting a violation */
  #identify(stream: Readable, fields: PartFields, index: number): FormPart | undefined {
    if (sizeOf(fields) > MAX_HEADER_BYTES) {
      this.malformed(`must not have a part with more than ${MAX_HEADER_BYTES} bytes of headers`);
      return undefined;
    }
    const header = readPartHeader(fields);
    const name = header.name ?? this.#nameAt(index);
    if (name === undefined) this.malformed('must not have a part without a name');
    if (name === '__proto__') this.#refuse('/__proto__', 'parse', 'must not be present');
    if (name === undefined || name === '__proto__') return undefined;
    const field = fieldOf(name, this.#options.form);
    // Whether it is refused or not, the fields before it are all that there may be.
    if (field?.streamed) this.#streamed = { isCertain: true, bytes: undefined };
    if (!this.#isOneMore(isFile(header, field))) return undefined;
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    const pointer = field?.list ? `${memberPointer(name)}/${count}` : memberPointer(name);
    return this.#isAccepted(header, field, pointer) ? { name, pointer, field, filename: header.filename, contentType: header.contentType, stream } : undefined;
  }

  /**
   * Counts a named part.
   *
   * @returns whether it is within the limit on text fields
   * @throws Problem `content-too-large` (413) if there are too many files
   */
  #isOneMore(file: boolean): boolean {
    if (file) {
      if (++this.#fileCount > this.#options.fileLimit) throw tooManyFiles(this.#options.fileLimit);
      return true;
    }
    if (++this.#textCount <= MAX_TEXT_FIELDS) return true;
    this.malformed(`must not have more than ${MAX_TEXT_FIELDS} text fields`);
    return false;
  }

  /** Outside of multipart/form-data, parts need no names: they are then the declared fields, in order. */
  #nameAt(index: number): string | undefined {
    return essenceOf(this.#options.contentType) === 'multipart/form-data' ? undefined : Object.keys(this.#options.form.fields ?? {})[index];
  }

  #isAccepted(header: PartHeader, field: EncodingSpec | undefined, pointer: string): boolean {
    const { contentType, filename, transferEncoding } = header;
    const file = isFile(header, field);
    const type = contentType ?? (file ? OCTETS : undefined);
    // An empty file name may mean that there is no file, which only its content shows.
    if (!(file && filename === '') && type !== undefined && !this.#allowsType(field, type, pointer)) return false;
    // Deprecated by RFC 7578 section 4.7.
    if (transferEncoding === undefined || IDENTITY.has(transferEncoding)) return true;
    this.#refuse(pointer, 'parse', 'must not have a Content-Transfer-Encoding; send the bytes unencoded');
    return false;
  }

  #allowsType(field: EncodingSpec | undefined, type: string, pointer: string): boolean {
    if (field?.contentTypes === undefined || isOneOf(field.contentTypes, type)) return true;
    this.#violations.push({ ...bodyViolation(pointer, 'contentType', 'must have one of the allowed media types'), allowed: field.contentTypes });
    return false;
  }

  async #file({ name, pointer, field, filename, contentType = OCTETS, stream }: FormPart): Promise<Entry | undefined> {
    const file = await this.#files.store(stream, { name, contentType, ...(filename ? { filename } : undefined) });
    // Browsers send an empty file for a file input without a selection.
    if (filename === '' && (file.size === 0 || !this.#allowsType(field, contentType, pointer))) return undefined;
    return { name, values: [file] };
  }

  async #stream({ name, pointer, field, filename, contentType = OCTETS, stream }: FormPart, open: Open): Promise<Entry | undefined> {
    const bytes = open(stream, name);
    this.#streamed = { isCertain: filename !== '', bytes };
    if (filename === '' && (!(await bytes.begun()) || !this.#allowsType(field, contentType, pointer))) return undefined;
    return { name, values: [new ArrivingFile({ name, contentType, ...(filename ? { filename } : undefined) }, bytes)] };
  }

  async #text({ name, pointer, field, contentType, stream }: FormPart): Promise<Entry | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      this.#textBytes += (chunk as Buffer).length;
      this.#options.share?.take((chunk as Buffer).length);
      if (this.#textBytes > this.#options.textBytes) throw tooMuchText(this.#options.textBytes);
      chunks.push(chunk);
    }
    const decoder = decoderFor(contentType === undefined ? undefined : MediaType.parse(contentType).charset);
    const text = decoder && decodeText(decoder, Buffer.concat(chunks));
    if (text === undefined) return this.#refuse(pointer, 'parse', decoder === undefined ? 'must have a known charset' : `must be text in ${decoder.encoding}`);
    // A part with a JSON media type is parsed as JSON if its field allows an array or object.
    const types = field?.value?.types ?? [];
    if (field === undefined || contentType === undefined || !isJson(contentType) || !(types.includes('object') || types.includes('array')))
      return { name, text };
    const outcome = readJsonField(text, partOptions(text, field, this.#options.jsonDepthLimit));
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
 * @param coerced the values of the text parts: one for each, or several if there is only one text part
 */
function inOrder(entries: readonly Entry[], coerced: readonly unknown[]): unknown[] {
  const count = entries.filter((entry) => 'text' in entry).length;
  let next = 0;
  return entries.flatMap((entry) => {
    if ('values' in entry) return entry.values;
    return count === 1 ? coerced : [coerced[next++]];
  });
}

const OCTETS = 'application/octet-stream';
/** Encodings that change nothing (RFC 2045 section 6.2). */
const IDENTITY: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

/** Whether a part is a file. Its header decides if the document allows both files and text; for an undeclared field, only its file name. */
function isFile({ filename, contentType }: Pick<PartHeader, 'filename' | 'contentType'>, field: EncodingSpec | undefined): boolean {
  if (field === undefined) return filename !== undefined;
  if (field.file === undefined || field.value === undefined) return field.file === true;
  return filename !== undefined || (contentType !== undefined && kindOf(contentType) === 'binary');
}

function tooManyFiles(limit: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The form must not have more than ${limit} files (formFileLimit).`,
    closes: true,
  });
}

function tooMuchText(bytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], { detail: `The text fields of the form are larger than ${bytes} bytes in total.`, closes: true });
}
