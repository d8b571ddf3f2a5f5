import { bodyTypes, parameterType, parserOf, TypeWriter, union, usesType } from '@petsage/openapi-compiler/internal';
import type { FeatureModel, OperationModel } from './feature-model.ts';
import { comment, expression, sentence } from './typescript.ts';

const FORM_FILE = `/** A file that was sent. Its bytes can be read until the response is sent. */
export interface FormFile {
  /** As the client calls it; never a path to write to. */
  readonly filename?: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  stream(): Readable;
  bytes(): Promise<Buffer>;
}
`;
const STREAMED_FILE = `/** A file that is read while it arrives, once. A stream that fails must fail the function, so that the client gets the right response. */
export interface StreamedFile {
  /** As the client calls it; never a path to write to. */
  readonly filename?: string;
  readonly contentType: string;
  stream(): Readable;
}
`;

/** `service.ts`: a function for each operation, with types of its own, as a service knows nothing of HTTP. */
export function serviceFile({ operations, contract }: FeatureModel): string {
  const inputs = operations.map(({ names }) => `${names.pascal}Input`);
  const writer = new TypeWriter(parserOf(contract).api([]).schemas.values(), [
    'Readable',
    'FormFile',
    'StreamedFile',
    'Buffer',
    'Date',
    'Promise',
    'Uint8Array',
    'globalThis',
    ...inputs,
  ]);
  const functions = operations.map((operation) =>
    [inputType(operation, writer, contract), serviceFunction(operation, writer, contract)].filter((part) => part !== '').join('\n'),
  );
  const types = [...writer.declarations(), ...functions].join('\n');
  const files = [...(usesType(types, 'FormFile') ? [FORM_FILE] : []), ...(usesType(types, 'StreamedFile') ? [STREAMED_FILE] : [])];
  const body = [...files, types].join('\n');
  return `${usesType(body, 'Readable') ? "import type { Readable } from 'node:stream';\n\n" : ''}${body}`;
}

function inputType({ operation, inputs, names, service }: OperationModel, writer: TypeWriter, contract: FeatureModel['contract']): string {
  const members = inputs.map(({ name, parameter }) => {
    const [, required, type] = parameterType(parserOf(contract).parameter(parameter), writer);
    const description = parameter.value['description'];
    return `${typeof description === 'string' ? comment(description, '  ') : ''}  readonly ${name}: ${required ? type : `${type} | undefined`};\n`;
  });
  const { body } = operation;
  if (body !== undefined) {
    const types = union(bodyTypes(parserOf(contract).body(body), writer).map(([, , type]) => type));
    members.push(`  readonly body: ${body.value['required'] === true ? types : `${types} | undefined`};\n`);
  }
  return members.length === 0 ? '' : `${comment(`The input of \`${service}\`.`)}export interface ${names.pascal}Input {\n${members.join('')}}\n`;
}

function serviceFunction(model: OperationModel, writer: TypeWriter, contract: FeatureModel['contract']): string {
  const { names, service, response, summary } = model;
  const parameters = [...(hasInput(model) ? [`_input: ${names.pascal}Input`] : []), ...(hasClock(model) ? ['clock: () => Date'] : [])];
  const single = response.times.length === 1;
  const now = single ? 'clock().toISOString()' : 'now';
  const result =
    response.kind === 'none'
      ? 'void'
      : response.kind === 'raw'
        ? 'string | Uint8Array'
        : response.schema === undefined
          ? 'unknown'
          : responseType(response.schema, writer, contract);
  const lines = [
    ...(response.times.length > 1 ? ['const now = clock().toISOString();'] : []),
    response.kind === 'none' ? '// The response has no body.' : `return ${expression(response.body, new Map(response.times.map((place) => [place, now])))};`,
  ];
  const what =
    response.kind === 'none'
      ? 'Until it has logic, it does nothing.'
      : `Until it has logic, it returns ${response.body === '' ? 'an empty body' : "the document's example"}${response.times.length > 0 ? ' at the current time' : ''}.`;
  const clock = hasClock(model) ? '\n\n@param clock returns the current time' : '';
  return `${comment(`${sentence(summary)} ${what}${clock}`)}export function ${service}(${parameters.join(', ')}): ${result} {\n  ${lines.join('\n  ')}\n}\n`;
}

function responseType(pointer: string, writer: TypeWriter, contract: FeatureModel['contract']): string {
  const schema = parserOf(contract).schemas.at(pointer);
  return schema === undefined ? 'unknown' : writer.type(schema, 'response', '');
}

export function hasInput({ inputs, operation }: OperationModel): boolean {
  return inputs.length > 0 || operation.body !== undefined;
}

export function hasClock({ response }: OperationModel): boolean {
  return response.times.length > 0;
}
