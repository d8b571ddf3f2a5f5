import { isObject, type Json } from '@petsage/openapi-compiler/internal';
import { checklistOf } from './checklist.ts';
import type { FeatureModel, OperationModel } from './feature-model.ts';
import { requestParts } from './request-example.ts';

/** The feature's `README.md`, from the document. */
export function readmeFile(model: FeatureModel): string {
  const { names, description, operations, handlers } = model;
  const files: [string, string][] = [
    [
      '`handler.ts`',
      `${list(operations.map(({ operation }) => `\`${operation.operationId}\``))}: maps requests to the service and back, typed by the document`,
    ],
    ['`service.ts`', `${list(operations.map(({ service }) => `\`${service}\``))}: what the feature does, independent of HTTP`],
    ['`index.ts`', 'the feature as `src/features/features.ts` names it'],
    ['`feature.json`', 'the request, and the files made from it; `npm run feature -- --remove` reads it'],
    ...handlers.map(({ scheme, path }): [string, string] => [`\`${path}\``, `decides which credentials of the security scheme \`${scheme}\` are accepted`]),
  ];
  return [
    `# ${names.title}\n`,
    `${quoted(description)}\n`,
    '## Operations\n',
    table(['operation', 'method and path', 'what it does', 'authentication'], operations.map(overview)),
    ...operations.flatMap((operation) => operationPart(operation, description)),
    ...checklist(model),
    '## Files\n',
    table(['file', 'what is in it'], files),
    `${operations.length === 1 ? 'The operation and its' : 'The operations and their'} schemas are in \`openapi/openapi.yaml\`; tests are in \`test/features/${names.kebab}/\`.\n`,
    '## How to change it\n',
    'Change `openapi/openapi.yaml`, run `npm run generate`, and follow the compiler: `npm run typecheck` names what no longer fits.',
    'Put the logic into `service.ts`, and write the tests of the checklist.\n',
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function overview({ operation, summary }: OperationModel): string[] {
  const ways = (operation.security as object[]).map((requirement) => Object.keys(requirement).join(' and ') || 'none');
  return [`\`${operation.operationId}\``, `\`${operation.method.toUpperCase()} ${operation.path}\``, cell(summary), cell(ways.join(' or ')) || 'none'];
}

function operationPart(model: OperationModel, said: string): string[] {
  const { operation, inputs } = model;
  const description = operation.value['description'];
  const parameters = inputs.map(({ parameter: { value } }) => [
    `\`${value['name']}\``,
    `${value['in']}${value['required'] === true ? ', required' : ''}`,
    cell(String(value['description'] ?? '')) || '–',
  ]);
  const body = operation.body?.value;
  const types = Object.keys(isObject(body?.['content']) ? body['content'] : {}).map((type) => `\`${type}\``);
  const responses = operation.responses.map(([key, { value }]) => [
    key === 'default' ? 'any other' : key,
    cell(String(value['description'] ?? '')) || '–',
    Object.entries(isObject(value['content']) ? value['content'] : {})
      .map(([type, media]) => `${modelOf(media)}\`${type}\``)
      .join(', ') || 'none',
  ]);
  return [
    `### \`${operation.method.toUpperCase()} ${operation.path}\`\n`,
    ...(typeof description === 'string' && description.trim() !== '' && description !== said ? [`${quoted(description)}\n`] : []),
    ...(parameters.length === 0 ? [] : [table(['parameter', 'in', 'meaning'], parameters)]),
    ...(body === undefined ? [] : [`The body is ${list(types, 'or')}${body['required'] === true ? '' : ', or none'}.\n`]),
    table(['status', 'when', 'body'], responses),
    ...(model.healthCheck
      ? ['The availability check in `index.ts` responds with 503 while the instance is shutting down, and its access-log lines are of the level `debug`.\n']
      : []),
    ...example(model),
  ];
}

function modelOf(media: Json | undefined): string {
  const schema = isObject(media) ? media['schema'] : undefined;
  const ref = isObject(schema) && typeof schema['$ref'] === 'string' ? /^#\/components\/schemas\/(.+)$/.exec(schema['$ref'])?.[1] : undefined;
  return ref === undefined ? '' : `\`${ref}\` as `;
}

function example({ operation, requests, response, secured }: OperationModel): string[] {
  const [request] = requests;
  if (request === undefined || secured) return [];
  const { target, headers } = requestParts(operation, request.parameters);
  const { body } = request;
  const fields = body === undefined || body.parts !== undefined ? headers : { ...headers, 'Content-Type': body.type };
  const words = [
    'curl',
    ...(operation.method === 'get' ? [] : operation.method === 'head' ? ['--head'] : ['-X', operation.method.toUpperCase()]),
    shell(`http://localhost:3000${target}`),
    ...Object.entries(fields).flatMap(([name, value]) => ['-H', shell(`${name}: ${value}`)]),
    ...(body?.parts ?? []).flatMap(({ name, content, filename, type }) => [
      '-F',
      shell(`${name}=${filename === undefined ? content : `@${filename}`}${type === undefined ? '' : `;type=${type}`}`),
    ]),
    ...(body === undefined || body.parts !== undefined ? [] : ['--data-binary', shell(body.text ?? JSON.stringify(body.json))]),
  ];
  const output = response.kind === 'json' && !response.bodiless ? JSON.stringify(response.body) : response.kind === 'raw' ? String(response.body) : undefined;
  return [`${fence(`$ ${words.join(' ')}${output === undefined ? '' : `\n${output}`}`)}\n`];
}

function checklist(model: FeatureModel): string[] {
  const entries = checklistOf(model);
  if (entries.length === 0) return [];
  const lines = entries.map((entry) => `- [ ] ${entry.trim().split(/\r?\n/).join('\n      ')}`);
  return ['## Checklist\n', 'Each entry has a test to be written.\n', `${lines.join('\n')}\n`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

/** A text in a table, on one line. */
function cell(words: string): string {
  return words
    .trim()
    .replace(/\s*\r?\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}

/** A text as it was given, in a quotation: whatever Markdown it begins, such as a code fence, ends with it. */
function quoted(words: string): string {
  return words
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** A code block, in a fence longer than any in it (CommonMark 0.31 section 4.5). */
function fence(words: string): string {
  const longest = Math.max(2, ...[...words.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}console\n${words}\n${ticks}`;
}

function shell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function list(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
