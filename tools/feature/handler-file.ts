import type { FeatureModel, OperationModel } from './feature-model.ts';
import { hasClock, hasInput } from './service-file.ts';
import { comment, expression, member, sentence, text } from './typescript.ts';

/** `handler.ts`: a factory for each operation, typed by the document, that maps request to service and back. */
export function handlerFile({ operations }: FeatureModel): string {
  const services = operations.map(({ service }) => service).sort();
  const clock = operations.some(hasClock);
  const imports = [
    "import type { Operations } from '../../../generated/types.ts';\n",
    "import type { Handler } from '@petsage/openapi-koa';\n",
    clock ? "import type { FeatureDependencies } from '../dependencies.ts';\n" : '',
    `import { ${services.join(', ')} } from './service.ts';\n`,
  ];
  return `${imports.join('')}\n${operations.map(factory).join('\n')}`;
}

function factory(model: OperationModel): string {
  const { operation, summary, factory: name, response } = model;
  const clock = hasClock(model);
  const places = PLACES.filter(([place]) => model.inputs.some(({ parameter }) => parameter.value['in'] === place)).map(([, of]) => of);
  const used = [...places, ...(operation.body === undefined ? [] : ['body'])];
  const input = [
    ...model.inputs.map(
      (entry) =>
        `${entry.name}: ${member(PLACES.find(([place]) => place === entry.parameter.value['in'])?.[1] ?? 'query', String(entry.parameter.value['name']))}`,
    ),
    ...(operation.body === undefined ? [] : ['body']),
  ];
  const call = `${model.service}(${[...(hasInput(model) ? [`{ ${input.join(', ')} }`] : []), ...(clock ? ['clock'] : [])].join(', ')})`;
  const headers = Object.keys(response.headers).length > 0 ? [`headers: ${expression(response.headers)}`] : [];
  const type = response.type !== undefined && !OPTIONAL_TYPES.has(response.type) ? [`type: ${text(response.type)}`] : [];
  const reply = `{ ${[`status: ${response.status}`, ...type, ...headers, ...(response.kind === 'none' ? [] : [`body: ${call}`])].join(', ')} }`;
  const before = response.kind === 'none' ? `${call};\n    ` : '';
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
