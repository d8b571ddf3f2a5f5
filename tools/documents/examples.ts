import { isObject, type Json, type JsonObject, joinPointer, located, METHODS } from '@petsage/openapi-compiler/internal';

/** An example of a response, as a document gives it beside a schema. */
export interface ResponseExample {
  readonly operationId: string;
  /** The key of the response: `200`, `4XX`, `default`. */
  readonly status: string;
  readonly mediaType: string;
  /** Its key among `examples`; empty for the one `example`. */
  readonly name: string;
  readonly value: Json;
  /** Where its schema stands. */
  readonly schema: string;
}

/** `repos/get 200 default-response`, the same for no two examples of one media type. */
export const labelOf = ({ operationId, status, name }: ResponseExample): string => [operationId, status, name].join(' ').trimEnd();

/**
 * Every example of a response, document order.
 *
 * @see OpenAPI 3.0.3 section 4.7.14, `example` and `examples`
 */
export function responseExamples(root: JsonObject): ResponseExample[] {
  const found: ResponseExample[] = [];
  for (const path of Object.keys(root['paths'] as JsonObject)) {
    const item = located(root, joinPointer('/paths', path));
    for (const method of METHODS) {
      const operation = item && located(root, joinPointer(item.pointer, method));
      const responses = operation && located(root, joinPointer(operation.pointer, 'responses'));
      for (const status of Object.keys(responses?.value ?? {})) {
        const response = located(root, joinPointer(responses?.pointer ?? '', status));
        const content = response?.value['content'];
        for (const mediaType of Object.keys(isObject(content) ? content : {})) {
          const pointer = joinPointer(response?.pointer ?? '', 'content', mediaType);
          const common = { operationId: String(operation?.value['operationId']), status, mediaType, schema: joinPointer(pointer, 'schema') };
          for (const [name, value] of examplesAt(root, pointer)) found.push({ ...common, name, value });
        }
      }
    }
  }
  return found;
}

/** The examples of a media type, by name. */
export function examplesAt(root: JsonObject, pointer: string): [name: string, value: Json][] {
  const media = located(root, pointer);
  if (media === undefined) return [];
  const { example, examples } = media.value;
  const named = Object.keys(isObject(examples) ? examples : {}).flatMap((name): [string, Json][] => {
    const value = located(root, joinPointer(media.pointer, 'examples', name))?.value['value'];
    return value === undefined ? [] : [[name, value]];
  });
  return example === undefined ? named : [['', example], ...named];
}
