import { compileDocument } from '../../packages/openapi-compiler/src/compile-document.ts';

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

/** Why a document is refused, under the name `d.yaml`. */
export function refusal(text: string): string {
  try {
    compileDocument('d.yaml', text);
  } catch (error) {
    return (error as Error).message;
  }
  return '(not refused)';
}
