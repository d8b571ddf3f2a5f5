import { type CompileOptions, compileDocument } from '../../packages/openapi-compiler/src/compile.ts';
import { type Diagnostic, RefusedDocument } from '../../packages/openapi-compiler/src/diagnostics/diagnostic.ts';

/** A response that says nothing, for operations that are about something else. */
export const OK = 'responses: { "204": { description: d } }';

/** A document of the given paths: its first line is `openapi`, its third `paths`. */
export const documentOf = (paths: string, rest = '', openapi = '3.0.3') => `openapi: ${openapi}\ninfo: { title: T, version: '1' }\npaths:\n${paths}\n${rest}`;

/** A path with its parameters and an operation of each method, which is its operationId, too. */
export function pathItem(path: string, methods: readonly string[], multiSegment: readonly string[] = [], prefix = ''): string {
  const names = [...new Set([...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string))];
  const parameters = names.map(
    (name) => `{ name: ${name}, in: path, required: true, ${multiSegment.includes(name) ? 'x-multi-segment: true, ' : ''}schema: {} }`,
  );
  const operations = methods.map((method) => `    ${method}: { operationId: ${prefix}${method}, ${OK} }`);
  return [`  '${path}':`, ...(names.length === 0 ? [] : [`    parameters: [${parameters.join(', ')}]`]), ...operations].join('\n');
}

/** What refuses a document, under the name `d.yaml`: a line `line:column code` for each error, sorted by place. */
export function refusal(text: string, options?: CompileOptions): string {
  const errors = diagnosticsOf(text, options).filter(({ severity }) => severity === 'error');
  return errors.length === 0 ? '(not refused)' : errors.map(placed).join('\n');
}

/** The warnings and infos of a document, sorted by place: `line:column code`. */
export function reported(text: string, options?: CompileOptions): string[] {
  return diagnosticsOf(text, options)
    .filter(({ severity }) => severity !== 'error')
    .map(placed);
}

/** All findings of a document, whether or not they refuse it: `line:column severity code`. */
export function findings(text: string, options?: CompileOptions): string[] {
  return diagnosticsOf(text, options).map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`);
}

export function diagnosticsOf(text: string, options?: CompileOptions, name = 'd.yaml'): readonly Diagnostic[] {
  try {
    return compileDocument(name, text, options).diagnostics;
  } catch (error) {
    if (error instanceof RefusedDocument) return error.diagnostics;
    throw error;
  }
}

const placed = ({ line, column, code }: Diagnostic) => `${line}:${column} ${code}`;

/** The codes of findings, each with the word of the document at its place, for documents on one line. */
export function codesWithWords(text: string, diagnostics: readonly Pick<Diagnostic, 'code' | 'line' | 'column'>[]): string[] {
  const lines = text.split('\n');
  return diagnostics.map(({ code, line, column }) => `${code} ${/^"?([^",:{}[\]\s]*)/.exec((lines[line - 1] as string).slice(column - 1))?.[1]}`.trimEnd());
}
