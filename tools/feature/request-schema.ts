import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapePart } from '@petsage/openapi-koa/spec';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Fault } from './fault.ts';
import type { FeatureRequest } from './request.ts';

/** The published schema's place below the root of the repository. */
const REQUEST_SCHEMA = 'openapi/feature-request.schema.json';

/** In place of Ajv's words, where those would show a regular expression or nothing. */
const WORDS: Readonly<Record<string, string>> = { not: 'must not be there', enum: 'is not one of the values', pattern: 'has another form' };

/**
 * Holds a request against the published schema.
 *
 * @returns every fault; none when it is a `FeatureRequest`
 */
export function requestFaults(root: string, request: unknown): Fault[] {
  const validate = validatorOf(readFileSync(join(root, REQUEST_SCHEMA), 'utf8'));
  const schema = validate.schema as object;
  if (validate(request)) return illFormed(request, '');
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const faults = errors.map((error) => faultOf(error, schema));
  // A property may break several keywords; what it allows is reported once.
  return faults.filter((fault, index) => faults.findIndex(({ pointer }) => pointer === fault.pointer) === index);
}

/** By the text of the schema: --missing has a request for each tag, and compiling takes most of the time of a refusal. */
const validators = new Map<string, ValidateFunction<FeatureRequest>>();

function validatorOf(text: string): ValidateFunction<FeatureRequest> {
  const known = validators.get(text);
  if (known !== undefined) return known;
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile<FeatureRequest>(JSON.parse(text) as object);
  validators.set(text, validate);
  return validate;
}

function faultOf({ keyword, instancePath, params, message, parentSchema }: ErrorObject, schema: object): Fault {
  const { properties } = schema as { properties: Record<string, { description: string }> };
  if (keyword === 'additionalProperties') {
    const pointer = `${instancePath}/${escapePart(String(params['additionalProperty']))}`;
    return { pointer, message: 'is not a property of a request', allowed: Object.keys(properties).join(', ') };
  }
  if (keyword === 'required') {
    const name = String(params['missingProperty']);
    return { pointer: `${instancePath}/${name}`, message: 'is missing', allowed: properties[name]?.description ?? '' };
  }
  if (instancePath === '') return { pointer: '', message: 'is not an object', allowed: 'an object with feature and description' };
  const reason = keyword === 'not' && instancePath === '/feature' ? 'is a reserved word' : WORDS[keyword];
  return { pointer: instancePath, message: reason ?? message ?? keyword, allowed: String(parentSchema?.['description'] ?? '') };
}

/** Half of a surrogate pair is not a character (Unicode 16 section 3.9), and UTF-8 cannot encode it. */
function illFormed(value: unknown, pointer: string): Fault[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [{ pointer, message: 'contains half of a surrogate pair', allowed: 'well-formed Unicode' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => illFormed(member, `${pointer}/${name}`));
}
