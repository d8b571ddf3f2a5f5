import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../json.ts';
import type { DocumentOperation } from '../parse/operations.ts';
import { pathItems } from '../parse/path-items.ts';
import { schemesOf } from '../parse/security-schemes.ts';
import type { Source } from '../parse/source.ts';
import { type Code, isCode, type Lowering, nearestCode, type Severity, specOf } from './codes.ts';
import { type Diagnostic, type Finding, RefusedDocument, type TextFinding } from './diagnostic.ts';

/** Which severities differ from those of `docs/diagnostics.md`. */
export interface SeverityOptions {
  /** Codes of errors that become warnings. */
  readonly allow?: readonly string[];
  /** Codes of warnings and infos that become errors. */
  readonly deny?: readonly string[];
}

/** The options name a code that does not exist, or one whose severity cannot be changed. The message is one line. */
export class SeverityError extends Error {
  override readonly name = 'SeverityError';
}

/** What is missing may be missing because it was unusable, or because its reference has no target. */
const CONSEQUENCES: ReadonlySet<Code> = new Set<Code>([
  'undeclared-path-parameter',
  'missing-responses',
  'missing-content',
  'schema-or-content',
  'unknown-form-property',
  'undefined-security-scheme',
  'missing-field',
  'form-not-object',
  'text-not-primitive',
  'style-mismatch',
  'ambiguous-object',
  'undeclared-required',
  'invalid-parameter-name',
  'invalid-parameter-location',
]);

/** All findings of one document, so that a single run reports every one of them. */
export class Report {
  readonly #document: Source;
  readonly #allow: ReadonlySet<Code>;
  readonly #deny: ReadonlySet<Code>;
  readonly #findings: (Finding | TextFinding)[];
  readonly #unusable: string[] = [];
  /** Of so many findings. */
  #placed: { readonly length: number; readonly diagnostics: Diagnostic[] } | undefined;
  #crash: { readonly error: unknown } | undefined;
  /** Of what is lowered, what could not be: no operation can be left out for it. */
  readonly #kept = new Set<Finding | TextFinding>();

  /** @throws SeverityError */
  constructor(document: Source, { allow = [], deny = [] }: SeverityOptions) {
    this.#document = document;
    this.#findings = [...document.findings];
    this.#allow = new Set(allow.map((code) => known('allow', code)));
    this.#deny = new Set(deny.map((code) => known('deny', code)));
    for (const code of this.#allow) {
      if (this.#deny.has(code)) throw new SeverityError(`${code} is both allowed and denied; name it once.`);
      if (specOf(code).lowering === 'never') throw new SeverityError(`${code} cannot be allowed: nothing can be served with it.`);
    }
  }

  add(findings: Iterable<Finding>): void {
    this.#findings.push(...findings);
  }

  /** Remembers that what stands at some places was not there for later checks. */
  addUnusable(pointers: readonly string[]): void {
    this.#unusable.push(...pointers);
  }

  /**
   * Adds what a check finds, unless it follows from what is unusable. A check that fails does not hide what others find: most likely it
   * fails on what they find.
   */
  check(run: () => Iterable<Finding>): void {
    try {
      for (const finding of run()) if (!this.#isConsequence(finding)) this.#findings.push(finding);
    } catch (error) {
      this.#crash ??= { error };
    }
  }

  #isConsequence({ pointer, code }: Finding): boolean {
    const around = CONSEQUENCES.has(code) ? causesOf(pointer, code) : undefined;
    return this.#unusable.some((place) => isWithin(pointer, place) || (around !== undefined && isWithin(place, around)));
  }

  /** @throws RefusedDocument if there is an error; what a check failed with if there is none */
  refuse(): void {
    const all = this.diagnostics();
    if (all.some(({ severity }) => severity === 'error')) throw new RefusedDocument(all);
    if (this.#crash !== undefined) throw this.#crash.error;
  }

  diagnostics(): Diagnostic[] {
    const { length } = this.#findings;
    // Of a document of megabytes it takes a while to find the places.
    if (this.#placed?.length !== length)
      this.#placed = { length, diagnostics: this.#document.diagnostics(this.#findings, (finding) => this.#severityOf(finding)) };
    return this.#placed.diagnostics;
  }

  #severityOf(finding: Finding | TextFinding): Severity {
    const { code } = finding;
    if (this.#deny.has(code)) return 'error';
    const { severity } = specOf(code);
    return severity === 'error' && this.#allow.has(code) && !this.#kept.has(finding) ? 'warning' : severity;
  }

  /**
   * The operations that have to be left out, as errors in them are allowed. Adds a warning for each. An error that concerns no operation and
   * no component stays one.
   *
   * @param root the document, its references normalized
   */
  leaveOut(root: JsonObject, operations: readonly DocumentOperation[]): ReadonlySet<DocumentOperation> {
    const lowered = this.#findings.filter(
      (finding): finding is Finding => 'pointer' in finding && this.#allow.has(finding.code) && loweringOf(finding.code) === 'left-out',
    );
    const leftOut = new Map<DocumentOperation, Code>();
    if (lowered.length === 0) return new Set();
    const reached = new Map(operations.map((operation) => [operation, reachedBy(root, operation)]));
    for (const finding of lowered) {
      const concerned = operations.filter((operation) => concerns(root, finding, operation, reached.get(operation) ?? new Set()));
      for (const operation of concerned) if (!leftOut.has(operation)) leftOut.set(operation, finding.code);
      if (concerned.length === 0 && !isWithin(finding.pointer, '/components')) this.#kept.add(finding);
    }
    for (const [{ pointer, method, path }, code] of leftOut)
      this.#findings.push({ code: 'operation-left-out', pointer, reason: `${method.toUpperCase()} ${path} is not served, because ${code} is allowed` });
    return new Set(leftOut.keys());
  }
}

/** The document without some operations. */
export function withoutOperations(root: JsonObject, operations: Iterable<DocumentOperation>): JsonObject {
  const copy = structuredClone(root);
  for (const { pointer, method } of operations) {
    const holder = valueAt(copy, pointer.slice(0, pointer.lastIndexOf('/')));
    if (isObject(holder)) delete holder[method];
  }
  return copy;
}

function known(option: 'allow' | 'deny', text: string): Code {
  if (isCode(text)) return text;
  throw new SeverityError(`Unknown code ${JSON.stringify(text)} for --${option}. Did you mean ${nearestCode(text)}?`);
}

const loweringOf = (code: Code): Lowering | undefined => specOf(code).lowering;

/** Around what is unusable, if a finding follows from it. */
function causesOf(pointer: string, code: Code): string {
  // A path item has parameters for all of its operations.
  if (code === 'undeclared-path-parameter') return /^\/paths\/[^/]+/.exec(pointer)?.[0] ?? pointer;
  return code === 'undefined-security-scheme' ? '/components/securitySchemes' : pointer;
}

/** Whether a pointer is another one, or leads further. */
const isWithin = (pointer: string, around: string) => pointer === around || pointer.startsWith(`${around}/`);

function concerns(root: JsonObject, { pointer, operation: named }: Finding, operation: DocumentOperation, reached: ReadonlySet<string>): boolean {
  if (named !== undefined) return named === operation.pointer;
  if (isWithin(pointer, operation.pointer)) return true;
  const items = pathItems(root, operation.path);
  // What stands in a path item and in none of its operations concerns all of them.
  if (items.some((item) => pointer === item.pointer || ['parameters', '$ref'].some((name) => isWithin(pointer, joinPointer(item.pointer, name))))) return true;
  return [...reached].some((target) => isWithin(pointer, target));
}

/** Where everything stands that an operation refers to. */
function reachedBy(root: JsonObject, operation: DocumentOperation): Set<string> {
  const reached = new Set(schemesOf(operation).map((name) => joinPointer('/components/securitySchemes', name)));
  const open: (Json | undefined)[] = [operation.value, ...operation.parameters.map(({ value }) => value)];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const $ref = Array.isArray(value) ? undefined : value['$ref'];
    const target = typeof $ref === 'string' ? refPointer($ref) : undefined;
    if (target !== undefined && !reached.has(target)) {
      reached.add(target);
      open.push(valueAt(root, target));
    }
    for (const member of Object.values(value)) open.push(member);
  }
  for (const { pointer } of operation.parameters) reached.add(pointer);
  return reached;
}
