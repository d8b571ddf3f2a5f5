import { essenceOf } from '@petsage/openapi-koa/spec';
import { jsonErrors } from '../ir/error-schemas.ts';
import type { Operation } from '../ir/operation.ts';
import type { Finding } from './diagnostic.ts';

/** The first error of an operation that is JSON of the document's own: the server's refusals are problems unless an option maps them. */
export function* ownErrorFindings({ responses }: Operation): Generator<Finding> {
  for (const response of responses) {
    const types = jsonErrors(response).map(({ type }) => type);
    if (types.length === 0 || types.some((type) => essenceOf(type) === 'application/problem+json')) continue;
    yield {
      code: 'own-error-format',
      pointer: response.pointer,
      reason: `this error is ${types.join(', ')}, and the server's own are application/problem+json; set the option \`mapProblem\` to send those in this format`,
    };
    return;
  }
}
