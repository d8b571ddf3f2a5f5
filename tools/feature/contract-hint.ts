import { stringify } from 'yaml';
import { namesOf } from './names.ts';
import type { FeatureRequest } from './request.ts';

/** Requirements that need a parameter: the plain operation takes none. */
const READS = /\b(?:search|find|filter|sort|look(?:s|ed)? up|list|page|paging|pagination)(?:s|es|ed|ing)?\b|\bby (?:the |an? |its |their )?(?!\d)\w+/i;
/** Requirements that need a body: the plain operation reads none. */
const WRITES = /\b(?:add|book|cancel(?:l)?|change|create|edit|register|remove|save|store|submit|update|upload)(?:s|d|ed)?\b/i;
const SORTS = /\bsort|\border(?:s|ed)? by\b/i;
const BY = /\bby (?:the |an? |its |their )?(\w+)/gi;

/**
 * A hint for a request without a contract, whose requirements need parameters or a body.
 *
 * @returns undefined if the plain operation can meet the requirements
 */
export function contractHint(request: FeatureRequest, requirements: readonly string[]): string | undefined {
  if (request.openapi !== undefined) return undefined;
  const unmet = requirements.filter((requirement) => READS.test(requirement) || WRITES.test(requirement));
  if (unmet.length === 0) return undefined;
  const quoted = unmet.map((requirement) => JSON.stringify(requirement)).join(', ');
  const fragment = stringify(startingFragment(request, unmet), { lineWidth: 0 }).trimEnd().replace(/^/gm, '  ');
  return `${quoted}: the operation made here takes no input. Bring the contract in the property \`openapi\` of the request, as YAML, JSON or a file name; a fragment to start from:\n\n${fragment}\n`;
}

/** One GET with a query parameter for each "by …", or one POST with a body; the builder adds what it leaves out. */
export function startingFragment({ feature, path }: FeatureRequest, requirements: readonly string[]): object {
  const { kebab, pascal } = namesOf(feature);
  const at = path ?? `/api/v1/${kebab}`;
  const writes = requirements.some((requirement) => WRITES.test(requirement)) && !requirements.some((requirement) => READS.test(requirement));
  const problem = { description: 'No such thing exists.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  if (writes) {
    const body = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 100 } } };
    const created = { description: 'It was created.', content: { 'application/json': { schema: { $ref: `#/components/schemas/${pascal}` } } } };
    const requestBody = { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${pascal}Input` } } } };
    const id = { type: 'string', format: 'uuid' };
    return {
      paths: {
        [at]: {
          post: { operationId: `create${pascal}`, requestBody, responses: { '201': created, '409': { ...problem, description: 'It exists already.' } } },
        },
      },
      components: { schemas: { [`${pascal}Input`]: body, [pascal]: { ...body, required: ['id', 'name'], properties: { id, ...body.properties } } } },
    };
  }
  const sorts = requirements.filter((requirement) => SORTS.test(requirement));
  const filters = requirements.filter((requirement) => !SORTS.test(requirement)).flatMap(namesAfterBy);
  const orders = sorts.flatMap(namesAfterBy);
  const parameters = [
    ...[...new Set(filters.length > 0 || orders.length > 0 ? filters : ['query'])].map((name) => ({
      name,
      in: 'query',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 100 },
    })),
    ...(orders.length === 0 ? [] : [{ name: 'sort', in: 'query', schema: { type: 'string', enum: [...new Set(orders)] } }]),
  ];
  const item = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
  const found = { description: 'What was found.', content: { 'application/json': { schema: { $ref: `#/components/schemas/${pascal}Result` } } } };
  return {
    paths: { [at]: { get: { operationId: `get${pascal}`, parameters, responses: { '200': found } } } },
    components: { schemas: { [`${pascal}Result`]: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: item } } } } },
  };
}

function namesAfterBy(requirement: string): string[] {
  return [...requirement.matchAll(BY)].flatMap(([, word = '']) => (/^\d/.test(word) ? [] : [namesOf(word).camel]));
}
