import type { FeatureModel } from './feature-model.ts';
import { namesOf } from './names.ts';
import { hasClock } from './service-file.ts';
import { comment, sentence, text } from './typescript.ts';

/** `index.ts`: the feature as the list of features names it. */
export function indexFile({ names, description, operations }: FeatureModel): string {
  const checks = operations.filter(({ healthCheck }) => healthCheck);
  const dependent = operations.some(hasClock) || checks.length > 0;
  const factories = operations.map((operation) => operation.factory).sort();
  const handlers = operations.map(
    (operation) => `${property(operation.operation.operationId)}: ${operation.factory}(${hasClock(operation) ? 'dependencies' : ''})`,
  );
  const members = [
    `handlers: { ${handlers.join(', ')} },\n`,
    ...(checks.length === 0
      ? []
      : [
          `availabilityChecks: { ${checks.map(({ operation }) => `${property(operation.operationId)}: dependencies.drainCheck`).join(', ')} },\n`,
          '// Monitors call it every few seconds.\n',
          `accessLevels: { ${checks.map(({ operation }) => `${property(operation.operationId)}: 'debug'`).join(', ')} },\n`,
        ]),
  ];
  const ids = operations.map(({ operation }) => text(operation.operationId)).join(' | ');
  return [
    "import type { FeatureDependencies } from '../dependencies.ts';\n",
    "import type { Feature } from '../feature.ts';\n",
    `import { ${factories.join(', ')} } from './handler.ts';\n\n`,
    comment(sentence(description)),
    `export function ${names.camel}(${dependent ? 'dependencies' : '_dependencies'}: FeatureDependencies): Feature<${ids}> {\n  return {${checks.length === 0 ? ' ' : '\n'}${members.join('')}};\n}\n`,
  ].join('');
}

function property(operationId: string): string {
  return namesOf(operationId).camel === operationId ? operationId : text(operationId);
}
