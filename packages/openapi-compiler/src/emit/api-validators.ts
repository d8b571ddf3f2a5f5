import validation from '@petsage/openapi-koa/validation';
import { NO_UNITS, type Units } from '../cache/units.ts';
import type { Finding } from '../diagnostics/diagnostic.ts';
import type { Api, Operation } from '../ir/operation.ts';
import type { Direction } from '../ir/read-write-only.ts';
import type { Schema } from '../ir/schema.ts';
import type { Validators } from './operation-module.ts';
import { type ConversionOptions, SchemaConverter } from './validators/json-schema-2020.ts';
import { allSchemas, type OperationSchemas, operationSchemas } from './validators/operation-schemas.ts';
import { ValidatorModules } from './validators/validator-modules.ts';

/** The validators of all operations. */
export interface ApiValidators extends Validators {
  readonly schemas: ReadonlyMap<Operation, OperationSchemas>;
  /** Defaults that are not set as the document writes them. */
  readonly findings: readonly Finding[];
  /** Where they stand. */
  readonly unsetDefaults: ReadonlySet<string>;
}

/** Names that every object of JavaScript has. */
const INHERITED: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** Converts the schemas of all operations, and prepares their validators. Compiling a validator waits until its text is needed. */
export function apiValidators({ operations }: Api, all: Iterable<Schema>, options: Omit<ConversionOptions, 'formats'>, units: Units = NO_UNITS): ApiValidators {
  const formats = new Set(Object.keys(validation.formats));
  const converter = (direction: Direction) => new SchemaConverter(direction, { ...options, formats });
  const converters = { request: converter('request'), response: converter('response') };
  const schemas = new Map(operations.map((operation) => [operation, operationSchemas(operation, converters.request, converters.response)]));
  const converted = allSchemas([...schemas.values()]);
  const traits = traitsOf(operations, all);
  const closesAny = operations.some(({ responses }) => responses.some(({ isOpen = options.openResponses }) => !isOpen));
  const request = new ValidatorModules(converters.request, converted.request, traits, units);
  const response = new ValidatorModules(converters.response, converted.response, { ...traits, tracksEvaluated: traits.tracksEvaluated || closesAny }, units);
  return { schemas, request, response, units, findings: [...request.findings, ...response.findings], unsetDefaults: request.unsetDefaults };
}

function traitsOf(operations: readonly Operation[], all: Iterable<Schema>) {
  const isInherited = (name: string | undefined) => name !== undefined && INHERITED.includes(name);
  const traits = {
    ownProperties: operations.some(({ parameters }) => parameters.some(({ name }) => isInherited(name))),
    unevaluatedItems: false,
    tracksEvaluated: false,
    int64: false,
  };
  for (const { properties, assertions, applicators, discriminator, unevaluatedItems, unevaluatedProperties, int64 } of all) {
    const { required = [], dependentRequired = {} } = assertions;
    const dependent = [...Object.entries(dependentRequired).flat(2), ...applicators.map(({ property }) => property)];
    traits.ownProperties ||= [...(properties?.keys() ?? []), ...required, ...dependent, discriminator?.propertyName].some(isInherited);
    traits.int64 ||= int64 !== undefined;
    traits.unevaluatedItems ||= unevaluatedItems !== undefined;
    traits.tracksEvaluated ||= unevaluatedItems !== undefined || unevaluatedProperties !== undefined;
  }
  return traits;
}
