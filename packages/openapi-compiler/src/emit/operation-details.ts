import type { HeaderSpec, OperationDetails, ParameterSpec, ResponseSpec } from '@petsage/openapi-koa/spec';
import { isOpenRange } from '../ir/bodies.ts';
import { parameterCoercion } from '../ir/coercion.ts';
import { saysMore } from '../ir/described-content.ts';
import { freeFormQuery, isFreeForm } from '../ir/free-form-query.ts';
import { constantOf } from '../ir/header-constants.ts';
import { hasInt64 } from '../ir/int64.ts';
import { type ItemList, itemList } from '../ir/item-lists.ts';
import type { Api, Header, MediaType, Operation, Parameter, Response } from '../ir/operation.ts';
import type { Schema } from '../ir/schema.ts';
import { allowedTypes } from '../ir/types.ts';
import type { JsonObject } from '../json.ts';
import { bodySpec } from './media-types.ts';
import { nestingSpec } from './nesting.ts';

/** Everything in the module of an operation except its validators. */
export function operationDetails(api: Api, operation: Operation): Omit<OperationDetails, 'validators'> {
  const { closedQuery, parameters, body, responses } = operation;
  const keys = queryKeys(api, operation);
  return {
    parameters: parameters.map((parameter) => parameterSpec(api, operation, parameter, keys)),
    ...(closedQuery ? { closedQuery: keys } : undefined),
    ...(body === undefined ? undefined : { body: bodySpec(body, api.hasInt64) }),
    responses: Object.fromEntries(responses.map((response) => [response.key, responseSpec(api, response)])),
  };
}

/** The names of the query parameters that an operation's security schemes read. */
function queryKeys({ securitySchemes }: Api, { security }: Operation): string[] {
  const names = new Set((security as JsonObject[]).flatMap((requirement) => Object.keys(requirement)));
  return [...names].flatMap((name) => {
    const scheme = securitySchemes.get(name);
    return scheme?.['type'] === 'apiKey' && scheme['in'] === 'query' ? [String(scheme['name'])] : [];
  });
}

function parameterSpec(api: Api, operation: Operation, parameter: Parameter, keys: readonly string[]): ParameterSpec {
  const { name, in: place, required, style, explode, labelSeparator, allowEmptyValue, schema } = parameter;
  const value = parameterCoercion(parameter);
  const nesting = value === undefined && schema !== undefined ? nestingSpec(schema) : undefined;
  return {
    name,
    in: place,
    required,
    style,
    explode,
    ...(style === 'label' && labelSeparator === '.' ? { separator: labelSeparator } : undefined),
    ...(value === undefined ? undefined : { value }),
    ...(nesting === undefined ? undefined : { nesting }),
    ...(api.hasInt64 && value === undefined && schema !== undefined && hasInt64(schema) ? { int64: true as const } : undefined),
    ...(isFreeForm(parameter) ? { rest: freeFormQuery(operation, parameter, keys) } : undefined),
    ...(allowEmptyValue ? { allowEmpty: true as const } : undefined),
  };
}

function responseSpec(api: Api, { headers, content }: Response): ResponseSpec {
  const isExact = api.hasInt64 && [...headers, ...content].some(({ schema }) => schema !== undefined && hasInt64(schema));
  const jsonOnly = content.filter(isUnparsedText).map(({ type }) => type);
  const lists = isExact ? [] : content.flatMap(({ type, schema }) => listSpec(type, schema));
  return {
    headers: headers.map(headerSpec),
    content: content.map(({ type }) => type),
    ...(jsonOnly.length === 0 ? undefined : { jsonOnly }),
    ...(isExact ? { int64: true as const } : undefined),
    ...(lists.length === 0 ? undefined : { lists: Object.fromEntries(lists) }),
  };
}

function listSpec(type: string, schema: Schema | undefined): [type: string, list: ItemList][] {
  const list = schema === undefined ? undefined : itemList(schema);
  return list === undefined ? [] : [[type, list]];
}

/** Whether a media type is a range whose schema allows no string, so that no text can be validated against it. */
export function isUnparsedText({ type, schema }: MediaType): boolean {
  return schema !== undefined && isOpenRange(type) && saysMore(schema) && !allowedTypes(schema).includes('string');
}

function headerSpec(header: Header): HeaderSpec {
  const { name, required, explode } = header;
  const json = parameterCoercion(header) === undefined ? { json: true as const } : undefined;
  const constant = constantOf(header);
  return { name, required, explode, ...json, ...(constant === undefined ? undefined : { constant }) };
}
