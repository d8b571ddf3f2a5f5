import { namesOf } from './names.ts';
import type { FeatureRequest } from './request.ts';

/** The time of every example: a document doesn't depend on the day on which it is made. */
export const EXAMPLE_TIME = '2026-01-15T09:30:00.000Z';

/** The contract of a request that brings none: one operation that responds with status, message and timestamp. */
export function plainForm({ feature, description, method = 'GET', path }: FeatureRequest): object {
  const { kebab, pascal, title } = namesOf(feature);
  const model = `${pascal}Response`;
  const operation = {
    operationId: `${method.toLowerCase()}${pascal}`,
    summary: title,
    description,
    security: [],
    responses: {
      '200': {
        description: `${title}: the status, a message and the current time.`,
        headers: { 'Cache-Control': { $ref: '#/components/headers/NoStore' }, 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
        content: {
          'application/json': {
            schema: { $ref: `#/components/schemas/${model}` },
            example: { status: 'ok', message: description, timestamp: EXAMPLE_TIME },
          },
        },
      },
    },
  };
  return {
    paths: { [path ?? `/api/v1/${kebab}`]: { [method.toLowerCase()]: operation } },
    components: { schemas: { [model]: plainModel(title, description) } },
  };
}

function plainModel(title: string, description: string): object {
  return {
    description: `The response of ${title.charAt(0).toLowerCase()}${title.slice(1)}.`,
    type: 'object',
    required: ['status', 'message', 'timestamp'],
    properties: {
      status: { description: 'Always `ok`; a failure has another HTTP status.', type: 'string', enum: ['ok'], example: 'ok' },
      message: { description: 'The result, as text.', type: 'string', minLength: 1, example: description },
      timestamp: {
        description: 'The time of the response by the service’s clock, in UTC.',
        type: 'string',
        format: 'date-time',
        pattern: String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$`,
        example: EXAMPLE_TIME,
      },
    },
  };
}
