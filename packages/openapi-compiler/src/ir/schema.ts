import type { JsonType } from '@petsage/openapi-koa/spec';
import type { Json } from '../json.ts';

/** The types of JSON Schema (2020-12 core, section 4.2.1), with `integer` as one of its own. */
export const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** Keywords whose subschemas apply to the same instance (JSON Schema 2020-12 core, section 10.2), and `$ref`. */
export type ApplicatorKeyword = '$ref' | 'allOf' | 'anyOf' | 'oneOf' | 'not' | 'if' | 'then' | 'else' | 'dependentSchemas';

/** Subschemas that apply to the same instance as the schema that holds them. */
export interface Applicator {
  readonly keyword: ApplicatorKeyword;
  /** Of `dependentSchemas`: the property in whose presence the subschema applies. */
  readonly property?: string;
  readonly schemas: readonly Schema[];
}

/** Keywords that assert something by themselves, in the form of JSON Schema 2020-12 validation, section 6. */
export interface Assertions {
  readonly type?: readonly JsonType[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  /** Each name once. */
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly [keyword: string]: unknown;
}

/** What an integer is for a handler, in place of a double (`x-int64`). */
export type Int64 = 'string' | 'bigint';

/** A Discriminator Object (OpenAPI 3.1.1 section 4.8.25). */
export interface Discriminator {
  readonly propertyName: string | undefined;
  /** Names of components or references, by value. */
  readonly mapping: ReadonlyMap<string, string>;
}

/**
 * A schema of a document of any version: references are resolved, and its keywords have the form and the meaning of JSON Schema 2020-12.
 * Keywords that a version does not have, or whose value is not valid, are not there.
 */
export interface Schema {
  /** Where it stands in the document, as a JSON Pointer; an empty string for a schema that the compiler composed. */
  readonly pointer: string;
  /** The keyword that it stands under, such as `properties` or `allOf`; undefined if it stands in no other schema. */
  readonly keyword: string | undefined;
  /** The schema that it is a part of, for the same instance: that of an `allOf` for each of its subschemas. */
  readonly whole: Schema | undefined;
  /** The value of a boolean schema. */
  readonly boolean?: boolean;
  /** Whether it says nothing but which schema it refers to. */
  readonly isReference: boolean;
  readonly assertions: Assertions;
  /** Whether null is valid, whatever the keywords say. */
  readonly orNull: boolean;
  /** In this order: `$ref`, `allOf`, `anyOf`, `oneOf`, `not`, `if`, `then`, `else`, `dependentSchemas`. */
  readonly applicators: readonly Applicator[];
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly patternProperties?: ReadonlyMap<string, Schema>;
  readonly additionalProperties?: Schema;
  readonly unevaluatedProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly items?: Schema;
  readonly unevaluatedItems?: Schema;
  readonly contains?: Schema;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly default?: Json;
  /** What handlers get and give in place of a double, by the schema's own `x-int64`. */
  readonly int64?: Int64;
  /** Whether it has `x-streamed-file: true`. */
  readonly streamedFile?: true;
  /** The integers among its assertions that a double cannot represent, by keyword, those of `enum` by `enum/INDEX`. */
  readonly exact?: ReadonlyMap<string, bigint>;
  readonly discriminator?: Discriminator;
}

/** A schema that the compiler composes, such as of all that is said of one property. */
export function composed(...applicators: readonly Applicator[]): Schema {
  return {
    pointer: '',
    keyword: undefined,
    whole: undefined,
    isReference: false,
    assertions: {},
    orNull: false,
    applicators,
    deprecated: false,
    readOnly: false,
    writeOnly: false,
  };
}
