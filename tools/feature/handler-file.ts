import type { Scaffold, ScaffoldOperation } from './scaffold.ts';
import { hasClock, hasInput } from './service-file.ts';
import { comment, expression, member, sentence, text } from './typescript.ts';

/** `handler.ts`: a factory for each operation, typed by the document, that maps request to service and back. */
export function handlerFile({ operations }: Scaffold): string {
  const services = operations.map(({ service }) => service).sort();
  const clock = operations.some(hasClock);
  const imports = [
    "import type { Operations } from '../../../generated/types.ts';\n",
    "import type { Handler } from '@petsage/openapi-koa';\n",
    clock ? "import type { FeatureDependencies } from '../feature.ts';\n" : '',
    `import { ${services.join(', ')} } from './service.ts';\n`,
  ];
  return `${imports.join('')}\n${operations.map(factory).join('\n')}`;
}

function factory(scaffold: ScaffoldOperation): string {
  const { operation, summary, factory: name, success } = scaffold;
  const clock = hasClock(scaffold);
  const places = PLACES.filter(([place]) => scaffold.inputs.some(({ parameter }) => parameter.value['in'] === place)).map(([, of]) => of);
  const used = [...places, ...(operation.body === undefined ? [] : ['body'])];
  const input = [
    ...scaffold.inputs.map(
      (entry) =>
        `${entry.name}: ${member(PLACES.find(([place]) => place === entry.parameter.value['in'])?.[1] ?? 'query', String(entry.parameter.value['name']))}`,
    ),
    ...(operation.body === undefined ? [] : ['body']),
  ];
  const call = `${scaffold.service}(${[...(hasInput(scaffold) ? [`{ ${input.join(', ')} }`] : []), ...(clock ? ['clock'] : [])].join(', ')})`;
  const headers = Object.keys(success.headers).length > 0 ? [`headers: ${expression(success.headers)}`] : [];
  const type = success.type !== undefined && !OPTIONAL_TYPES.has(success.type) ? [`type: ${text(success.type)}`] : [];
  const reply = `{ ${[`status: ${success.status}`, ...type, ...headers, ...(success.kind === 'none' ? [] : [`body: ${call}`])].join(', ')} }`;
  const before = success.kind === 'none' ? `${call};\n    ` : '';
  const dependencies = clock ? "{ clock }: Pick<FeatureDependencies, 'clock'>" : '';
  const request = used.length > 0 ? `{ ${used.join(', ')} }` : '';
  return `${comment(sentence(summary))}export function ${name}(${dependencies}): Handler<Operations[${text(operation.operationId)}]> {\n  return (${request}) => {\n    ${before}return ${reply};\n  };\n}\n`;
}

/** Where the contract puts the parameters of each place. */
const PLACES = [
  ['path', 'params'],
  ['query', 'query'],
  ['header', 'headers'],
  ['cookie', 'cookies'],
] as const;
/** JSON need not be said. */
const OPTIONAL_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/problem+json']);
