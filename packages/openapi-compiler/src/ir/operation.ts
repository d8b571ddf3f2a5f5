import type { Json, JsonObject } from '../json.ts';
import type { Schema } from './schema.ts';

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

/** A document: everything that the emitters need of it. */
export interface Api {
  /** Whether a schema has `x-int64`. */
  readonly hasInt64: boolean;
  /** In document order. */
  readonly operations: readonly Operation[];
  /** The schemas under `components`, by name. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Security Scheme Objects by name. */
  readonly securitySchemes: ReadonlyMap<string, JsonObject>;
}

/** An Operation Object (OpenAPI 3.1.1 section 4.8.10), with what its path item and the document add. */
export interface Operation {
  readonly pointer: string;
  /** Its method and path where the document gives it none, such as `GET /pets/{petId}`. */
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string | undefined;
  readonly deprecated: boolean;
  /** Security Requirement Objects, those left out that cannot be served. */
  readonly security: Json;
  /** Whether query parameters that it does not declare are refused (`x-closed-query`). */
  readonly closedQuery: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: RequestBody | undefined;
  readonly responses: readonly Response[];
}

/** A value that is described by a schema, or by one media type (OpenAPI 3.1.1 section 4.8.12.2). */
export interface DescribedValue {
  readonly pointer: string;
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema | undefined;
  /** The media type of `content`, whose schema `schema` is; undefined if `schema` stands by itself. */
  readonly mediaType: string | undefined;
}

/** A Parameter Object (OpenAPI 3.1.1 section 4.8.12). */
export interface Parameter extends DescribedValue {
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly style: 'matrix' | 'label' | 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode: boolean;
  /** What stands between the items of a label that is not exploded. */
  readonly labelSeparator: '.' | ',';
  readonly allowEmptyValue: boolean;
  /** Whether a path parameter stands for one segment or more (`x-multi-segment`). */
  readonly multiSegment: boolean;
}

/** A Request Body Object (OpenAPI 3.1.1 section 4.8.13). */
export interface RequestBody {
  readonly pointer: string;
  readonly required: boolean;
  /** In bytes (`x-body-limit-bytes`). */
  readonly limitBytes: number | undefined;
  readonly content: readonly MediaType[];
}

/** A Media Type Object (OpenAPI 3.1.1 section 4.8.14), with its media type or range as the document writes it. */
export interface MediaType {
  readonly pointer: string;
  readonly type: string;
  readonly schema: Schema | undefined;
  /** By name of the property. */
  readonly encodings: ReadonlyMap<string, Encoding>;
}

/** An Encoding Object (OpenAPI 3.1.1 section 4.8.15). */
export interface Encoding {
  /** Media types and ranges in lower case; undefined where the document does not say, and beside a style, which counts instead. */
  readonly contentTypes: readonly string[] | undefined;
  /** How the property is written, where `style`, `explode` or `allowReserved` says so and the version has them for this kind of form. */
  readonly style: EncodingStyle | undefined;
}

export interface EncodingStyle {
  readonly style: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode: boolean;
}

/** A Response Object (OpenAPI 3.1.1 section 4.8.17) with its key: a status, a range such as `4XX`, or `default`. */
export interface Response {
  readonly pointer: string;
  readonly key: string;
  /** Whether it may have properties that the document does not name; undefined where no `x-open-response` says so. */
  readonly isOpen: boolean | undefined;
  /** `Content-Type` is never among them, as the media types declare it. */
  readonly headers: readonly Header[];
  readonly content: readonly MediaType[];
}

/** A Header Object (OpenAPI 3.1.1 section 4.8.21). */
export interface Header extends DescribedValue {
  readonly explode: boolean;
}
