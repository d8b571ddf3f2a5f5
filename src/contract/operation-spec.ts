/**
 * The shape of the tables that `npm run generate` makes from a document: everything the contract layer knows about an API.
 * Only types stand here; the generator copies this file beside the tables it writes, so that both sides read the same text.
 */

import type { Readable } from 'node:stream';

/** All of a document that a server needs at run time. */
export interface ContractSpec {
  /** Every operation, in document order. */
  readonly operations: readonly OperationSpec[];
  /** `components.securitySchemes`, by name, references resolved. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** What is checked at the start, as operations are loaded late. Tables that were written by hand have none. */
  readonly requirements?: GeneratedRequirements;
}

/** What generated code requires, directly or through its own files, once all operations are loaded. */
export interface GeneratedRequirements {
  /** The folder of the generated files; undefined in a bundle, which contains them. */
  readonly folder: string | undefined;
  /** Modules of packages, each with a function that loads it: bundlers follow only a `require` of a literal. */
  readonly modules: readonly (readonly [name: string, load: () => unknown])[];
  /** Names of files by their folder below `folder`, which is `.` for itself. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** The methods that a path may have an operation for (OpenAPI 3.0.3 section 4.7.9). */
export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH' | 'TRACE';

/** What routing has to know of an operation (OpenAPI 3.0.3 section 4.7.10); all else is loaded at its first request. */
export interface OperationSpec {
  readonly operationId: string;
  readonly method: Method;
  /** The path template as the document writes it, such as `/pets/{petId}`. */
  readonly path: string;
  /** Alternatives, each a set of schemes that must all pass; the document's own where the operation names none; empty when public. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Path parameters that stand for one segment or more (`x-multi-segment`), slashes included. */
  readonly multiSegment?: readonly string[];
  /** Loads the rest. */
  readonly load: () => OperationDetails;
}

/** All of an operation that is needed to serve it, references resolved: the module of one operation. */
export interface OperationDetails {
  /** Path item and operation parameters, merged; header names keep the document's case. */
  readonly parameters: readonly ParameterSpec[];
  /**
   * Query parameters that the document does not name are refused (`x-closed-query`), where they are otherwise tolerated: the names that
   * are taken beside those of parameters, which are those of keys.
   */
  readonly closedQuery?: readonly string[];
  readonly body?: RequestBodySpec;
  /** By the document's own key: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, ResponseSpec>>;
  readonly validators: OperationValidators;
}

/** A parameter (OpenAPI 3.0.3 section 4.7.12), what the document leaves out filled in. */
export interface ParameterSpec {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly style: 'simple' | 'form' | 'label' | 'matrix' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode: boolean;
  /** Between the parts of a `label` that is not exploded: a dot by OpenAPI up to 3.0.3, a comma since, as in RFC 6570. */
  readonly separator?: '.' | ',';
  /** Absent for a parameter with JSON in its `content`. */
  readonly value?: CoercionSpec;
  /** Of JSON whose schema describes deep nesting. */
  readonly nesting?: NestingSpec;
  /** A query parameter may be there without a value, whatever its schema says (`allowEmptyValue`). */
  readonly allowEmpty?: true;
  /** For an exploded object whose members may have any name: it takes all of the query but this. */
  readonly rest?: FreeFormQuery;
}

/** What of a query belongs to other parameters, or to none. */
export interface FreeFormQuery {
  readonly names: readonly string[];
  /** Beginnings of names, such as `filter[`. */
  readonly beginnings: readonly string[];
}

/** The types that a schema may name (JSON Schema 2020-12 validation, section 6.1.1). */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What the text of a parameter or of a member of a form may stand for. */
export interface CoercionSpec extends UnnamedMembers<CoercionSpec> {
  /** The types its schema allows, or those that its keywords are about; all primitive ones where nothing is said. */
  readonly types: readonly JsonType[];
  /** The items of an array. */
  readonly items?: CoercionSpec;
  /** The first items of an array, where each is described by itself. */
  readonly prefixItems?: readonly CoercionSpec[];
  /** The named members of an object. */
  readonly properties?: Readonly<Record<string, CoercionSpec>>;
}

/** What is said of the members of an object that have no name in the document; of those that nothing is said of, nothing. */
export interface UnnamedMembers<Table> {
  /** By their names; the first that matches counts. */
  readonly patterns?: readonly (readonly [names: NameTester, table: Table])[];
  /** All others. */
  readonly others?: Table;
}

/**
 * What a schema describes of a value that it allows to be nested deeply, as it refers back to itself: each part that leads to such nesting,
 * by its index. The first one is the value itself.
 */
export type NestingSpec = readonly NestedSpec[];

/** The indexes of the parts of one value; -1 for one that leads to none. */
export interface NestedSpec extends UnnamedMembers<number> {
  readonly properties?: Readonly<Record<string, number>>;
  readonly items?: number;
  readonly prefixItems?: readonly number[];
}

/** A pattern of names, on an engine that takes linear time for it. */
export interface NameTester {
  test(name: string): boolean;
}

/** A request body (OpenAPI 3.0.3 section 4.7.13). */
export interface RequestBodySpec {
  readonly required: boolean;
  /** The largest body in bytes (`x-body-limit-bytes`), where the service's own setting does not hold. */
  readonly limitBytes?: number;
  /** Media types and ranges, document order. */
  readonly content: readonly MediaTypeSpec[];
}

/** One media type or range that an operation takes. */
export interface MediaTypeSpec extends FormSpec {
  /** Lower case, with the document's parameters. */
  readonly type: string;
  /**
   * How bodies of this type are read; for a range, absent where the type that was sent decides.
   *
   * `json` a JSON text, `urlencoded` and `multipart` a form, `text` a string, `binary` a stream of bytes.
   */
  readonly kind?: BodyKind;
  /** Of JSON whose schema describes deep nesting. */
  readonly nesting?: NestingSpec;
}

/** The members of a form. */
export interface FormSpec extends UnnamedMembers<EncodingSpec> {
  /** Those that its schema names. */
  readonly fields?: Readonly<Record<string, EncodingSpec>>;
}

/** A way to read a body: see `MediaTypeSpec.kind`. */
export type BodyKind = 'json' | 'urlencoded' | 'multipart' | 'text' | 'binary';

/** One member of a form (OpenAPI 3.0.3 section 4.7.15, Encoding Object). */
export interface EncodingSpec extends Pick<ParameterSpec, 'style' | 'explode'> {
  /** Absent for a member that is JSON text: an object or a list of them without a `style`, or one whose `contentType` is JSON. */
  readonly value?: CoercionSpec;
  /** Of JSON whose schema describes deep nesting; where parts are items of an array, of that array. */
  readonly nesting?: NestingSpec;
  /**
   * In `multipart`: bytes, which the handler gets as a `FormFile`; a list of them where `list` is set. Beside a `value` it is either:
   * a part with a file name, or in a media type that is no text, is a file.
   */
  readonly file?: true;
  /** In `multipart`: each part of the name is one item of an array. */
  readonly list?: true;
  /** In `multipart`: the media types and ranges that a part may have, where the document says so. */
  readonly contentTypes?: readonly string[];
}

/**
 * A file of a multipart form. Its bytes can be read until the response is closed; who needs them longer copies them.
 *
 * The schema of a file is not looked into: `minLength` and `maxLength` say nothing about its size, which the limit of the body bounds.
 */
export interface FormFile {
  /** The member of the form. */
  readonly name: string;
  /** As the client calls it, without folders; never a path to write to. Absent where the client names none. */
  readonly filename?: string;
  /** As the client says, in full; `application/octet-stream` where it says nothing. */
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from the beginning, as often as wanted. */
  stream(): Readable;
  bytes(): Promise<Buffer>;
}

/** A response (OpenAPI 3.0.3 section 4.7.17), but for what only people read. */
export interface ResponseSpec {
  readonly headers: readonly HeaderSpec[];
  /** Media types, document order; empty where the status has no body. */
  readonly content: readonly string[];
  /** The ranges among them whose schema takes no string: a text that comes under one, and is no JSON, cannot be held against it. */
  readonly jsonOnly?: readonly string[];
}

/** A header field of a response (OpenAPI 3.0.3 section 4.7.21). */
export interface HeaderSpec {
  /** As the document writes it, such as `Retry-After`. */
  readonly name: string;
  readonly required: boolean;
  /** How an object is written (style `simple`): exploded `R=100,G=200`, else `R,100,G,200`. */
  readonly explode: boolean;
  /** The value is written as JSON text (a header with JSON in its `content`). */
  readonly json?: true;
  /** The only value its schema permits, if there is just one and the header is required. */
  readonly constant?: string;
}

/** The validators of one operation. */
export interface OperationValidators {
  /**
   * Validates `{ path, query, header, cookie }`, each an object by parameter name (headers in lower case), and sets defaults in it.
   * Reports every violation. Absent where the operation has no parameters.
   */
  readonly parameters?: Validator;
  /**
   * By the `type` of `RequestBodySpec.content`, where it has a schema that can be held against the body; report every violation, set
   * defaults, and remove what only the service sends (`readOnly`). Files of a form are not looked into.
   */
  readonly bodies?: Readonly<Record<string, Validator>>;
  /** By the key of `OperationSpec.responses`. Report the first violation only. */
  readonly responses: Readonly<Record<string, ResponseValidators>>;
}

/** The validators of one response. */
export interface ResponseValidators {
  /** Validates an object by lower-case header name, values typed as the schemas say. Refuses undeclared names. */
  readonly headers?: Validator;
  /**
   * By the media type of `ResponseSpec.content`, for JSON, text, and ranges that JSON falls under, with a schema. Refuses undeclared
   * properties.
   */
  readonly content?: Readonly<Record<string, Validator>>;
}

/** A compiled Ajv validator: after a call that returns false, `errors` says why until the next call. */
export interface Validator {
  /** @param context made for this call; `most` is the number of errors to be collected at most, where 101 are too few */
  (value: unknown, context?: { readonly dynamicAnchors: { readonly most: number } }): boolean;
  errors?: readonly ValidationError[] | null;
}

/** The part of Ajv's ErrorObject that is used. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** The name that is refused by `propertyNames`; `instancePath` is that of its object. */
  readonly propertyName?: string;
}
