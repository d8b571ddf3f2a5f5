import { isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import { isJson, type OperationDetails } from '@petsage/openapi-koa/spec';
import { isMap } from 'yaml';
import { exampleOf, ownExample } from './example.ts';
import { dataOf, type Fragment } from './fragment.ts';
import { operationsIn } from './fragment-operations.ts';
import { type PlannedContract, withDetails } from './planned-contract.ts';

/**
 * Writes an example beside each JSON body that has none, made of its schema.
 *
 * @param root     the root of the repository
 * @param contract the document with the fragment in it
 * @returns a line for each
 */
export function exampleFragment(root: string, fragment: Fragment, contract: PlannedContract): string[] {
  const bodies = operationsIn(dataOf(fragment)).flatMap(({ path, method, value }) => {
    const operation = { id: String(value['operationId']), at: ['paths', path, method] };
    const responses = isObject(value['responses']) ? value['responses'] : {};
    const successes = Object.keys(responses).filter((key) => key.startsWith('2'));
    return [...successes.map((key) => ({ ...operation, key })), { ...operation, key: undefined }];
  });
  return withDetails(root, contract, (details) => bodies.flatMap(({ id, at, key }) => exampleBody(fragment, contract, details(id), at, key)));
}

/** @param key the status of a response; undefined for the request */
function exampleBody(
  fragment: Fragment,
  { root }: PlannedContract,
  details: OperationDetails,
  operation: readonly string[],
  key: string | undefined,
): string[] {
  const holder = [...operation, ...(key === undefined ? ['requestBody'] : ['responses', key]), 'content'];
  const media = fragment.getIn(holder);
  if (!isMap(media)) return [];
  return Object.keys(media.toJSON() as object).flatMap((type) => {
    const place = [...holder, type];
    const pointer = joinPointer('', ...place);
    if (!isJson(type) || fragment.getIn([...place, 'schema']) === undefined || ownExample(root, pointer) !== undefined) return [];
    const validate = key === undefined ? details.validators.bodies?.[type.toLowerCase()] : details.validators.responses[key]?.content?.[type];
    const candidates = [false, true].map((least) => exampleOf(root, joinPointer(pointer, 'schema'), key === undefined ? 'request' : 'response', least));
    const fits = (value: Json) => validate === undefined || validate(structuredClone(value));
    // What fits neither way is reported, with its reason, when the response is made of it.
    fragment.setIn([...place, 'example'], fragment.createNode(candidates.find(fits) ?? candidates[0]));
    return [`${pointer} has no example; one is made of its schema`];
  });
}
