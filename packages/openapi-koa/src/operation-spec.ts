/**
 * The types of what the compiler writes for a document: everything that the run time uses of an API. The generator copies this
 * file beside its output, so that both sides use the same types.
 */

import type { Readable } from 'node:stream';
import type { BodyKind } from './http/media-type.ts';

/** Everything in a document that a server needs at run time. */
export interface OperationsSpec {
  /** The version of the compiler that wrote this, which must fit that of this package. Absent from specs that were written by hand. */
  readonly compiler?: string;
  /** Every operation, in document order. */
  readonly list: readonly OperationSpec[];
  /** `components.securitySchemes`, by name, references resolved. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** The schemas of declared errors, by name. Absent if the document declares no error in JSON, and from specs that were written by hand. */
  readonly errorSchemas?: Readonly<Record<string, ErrorSchemaSpec>>;
  /** Checked at start, as operations are loaded at their first request. Absent from specs that were written by hand. */
  readonly requirements?: GeneratedRequirements;
}

/** Where a schema of errors is declared: the first of the responses to 4XX, 5XX or `default` that have it. */
export interface ErrorSchemaSpec {
  readonly operationId: string;
  /** The key of `OperationDetails.responses`. */
  readonly response: string;
  /** The media type of `ResponseSpec.content`, which is JSON. */
  readonly type: string;
}

/** What generated code requires, directly or through its own files, when all operations are loaded. */
export interface GeneratedRequirements {
  /** The folder of the generated files; undefined in a bundle, which includes them. */
  readonly folder: string | undefined;
  /** Required packages, each with a function that loads it, as bundlers follow only a `require` of a literal. */
  readonly modules: readonly (readonly [name: string, load: () => unknown])[];
  /** Names of files, separated by spaces, by their folder below `folder`. V8 reads one string faster than an array. */
  readonly files: Readonly<Record<string, string>>;
}

/** The methods of a Path Item Object (OpenAPI 3.0.3 section 4.7.9). */
export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH' | 'TRACE';

/** What routing needs of an operation (OpenAPI 3.0.3 section 4.7.10); the rest is loaded at its first request. */
export interface OperationSpec {
  readonly operationId: string;
  readonly method: Method;
  /** The path template as the document writes it, such as `/pets/{petId}`. */
  readonly path: string;
  /** The security requirements, one of which must be met; those of the document if the operation has none; empty if it is public. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Path parameters that match one segment or more (`x-multi-segment`), slashes included. */
  readonly multiSegment?: readonly string[];
  /** Loads the details. */
  readonly load: () => OperationDetails;
}

/** Everything needed to serve an operation, references resolved: the module of one operation. */
export interface OperationDetails {
  /** The parameters of the path item and the operation, merged; header names keep the document's case. */
  readonly parameters: readonly ParameterSpec[];
  /**
   * Present if undeclared query parameters are refused (`x-closed-query`): the names allowed in addition to those of parameters, such as
   * those of API keys.
   */
  readonly closedQuery?: readonly string[];
  readonly body?: RequestBodySpec;
  /** By the key in the document: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, ResponseSpec>>;
  readonly validators: OperationValidators;
}

/** A parameter (OpenAPI 3.0.3 section 4.7.12) with defaults filled in. */
export interface ParameterSpec {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly style: 'simple' | 'form' | 'label' | 'matrix' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode: boolean;
  /** The separator of a `label` that is not exploded: a dot up to OpenAPI 3.0.3 and in 3.1.0, a comma since, as in RFC 6570. */
  readonly separator?: '.' | ',';
  /** Absent if the parameter's `content` is JSON. */
  readonly value?: CoercionSpec;
  /** Present for JSON whose schema allows deep nesting. */
  readonly nesting?: NestingSpec;
  /** It is JSON with integers that are read exactly (`x-int64`). */
  readonly int64?: true;
  /** A query parameter may have an empty value, whatever its schema says (`allowEmptyValue`). */
  readonly allowEmpty?: true;
  /** For an exploded object with additional properties: it takes the whole query except these. */
  readonly rest?: FreeFormQuery;
}

/** The query parameters that do not belong to a free-form object. */
export interface FreeFormQuery {
  readonly names: readonly string[];
  /** Prefixes of names, such as `filter[`. */
  readonly beginnings: readonly string[];
}

/** The types that a schema may name (JSON Schema 2020-12 validation, section 6.1.1). */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The types that the string of a parameter or form field can be coerced to. */
export interface CoercionSpec extends UnnamedMembers<CoercionSpec> {
  /** The types its schema allows, or those its keywords apply to; every primitive type if it doesn't restrict them. */
  readonly types: readonly JsonType[];
  /** An integer that a double cannot represent becomes a BigInt (`x-int64`). */
  readonly int64?: true;
  /** Of an array: an escaped comma separates items, too, since none of them can contain one. */
  readonly splitsEscaped?: true;
  /** The items of an array. */
  readonly items?: CoercionSpec;
  /** The first items of an array, if the schema has `prefixItems`. */
  readonly prefixItems?: readonly CoercionSpec[];
  /** The declared properties of an object. */
  readonly properties?: Readonly<Record<string, CoercionSpec>>;
}

/** The properties of an object that the document doesn't declare by name. */
export interface UnnamedMembers<Spec> {
  /** By pattern of the name; the first match applies. */
  readonly patterns?: readonly (readonly [names: NameTester, spec: Spec])[];
  /** All other properties. */
  readonly others?: Spec;
}

/**
 * The parts of a value that a recursive schema allows to be nested deeply. Parts refer to each other by index; the first one is the value
 * itself.
 */
export type NestingSpec = readonly NestedSpec[];

/** The indexes of the parts inside a value; -1 for one without deep nesting. */
export interface NestedSpec extends UnnamedMembers<number> {
  readonly properties?: Readonly<Record<string, number>>;
  readonly items?: number;
  readonly prefixItems?: readonly number[];
}

/** A pattern of names, matched in linear time. */
export interface NameTester {
  test(name: string): boolean;
}

/** A request body (OpenAPI 3.0.3 section 4.7.13). */
export interface RequestBodySpec {
  readonly required: boolean;
  /** The largest body in bytes (`x-body-limit-bytes`), instead of the service's setting. */
  readonly limitBytes?: number;
  /** Media types and ranges in document order. */
  readonly content: readonly MediaTypeSpec[];
}

/** One media type or range that an operation accepts. */
export interface MediaTypeSpec extends FormSpec {
  /** In lower case, with the document's parameters. */
  readonly type: string;
  /**
   * How bodies of this type are read; absent for a range if the media type of the request decides.
   *
   * `json` is JSON, `urlencoded` and `multipart` a form, `text` a string, `binary` a stream of bytes.
   */
  readonly kind?: BodyKind;
  /** What a text stands for; absent if it is a string. */
  readonly value?: CoercionSpec;
  /** JSON, or text, with integers that are read exactly (`x-int64`). */
  readonly int64?: true;
  /** Present for JSON whose schema allows deep nesting. */
  readonly nesting?: NestingSpec;
  /** For JSON: saves looking at each value to see how deeply it is nested. Absent if the schema describes no array and no object, or too many. */
  readonly described?: DescribedTest;
}

/** The test of whether a valid value has only properties and items that its schema describes, apart from strings, numbers and the like. */
export interface DescribedTest {
  /** The most levels of arrays and objects in a value that passes. */
  readonly levels: number;
  readonly test: (value: unknown) => boolean;
}

/** The fields of a form. */
export interface FormSpec extends UnnamedMembers<EncodingSpec> {
  /** Those that its schema declares. */
  readonly fields?: Readonly<Record<string, EncodingSpec>>;
}

/** One field of a form (OpenAPI 3.0.3 section 4.7.15, Encoding Object). */
export interface EncodingSpec extends Pick<ParameterSpec, 'style' | 'explode'> {
  /** Absent for a field that is JSON: an object or an array of objects without a `style`, or a field whose `contentType` is JSON. */
  readonly value?: CoercionSpec;
  /** It is JSON with integers that are read exactly (`x-int64`). */
  readonly int64?: true;
  /** Present for JSON whose schema allows deep nesting; if parts are items of an array, it describes that array. */
  readonly nesting?: NestingSpec;
  /**
   * In `multipart`: the field is a file, which the handler gets as a `FormFile`; an array of them if `list` is set. With a `value` it may be
   * either: a part with a file name, or with a media type that isn't text, is a file.
   */
  readonly file?: true;
  /** In `multipart`: the file is the last part of the form, and the handler gets it as a `StreamedFile` (`x-streamed-file`). */
  readonly streamed?: true;
  /** In `multipart`: each part with the name is one item of an array. */
  readonly list?: true;
  /** In `multipart`: the media types and ranges allowed for a part, if the document declares them. */
  readonly contentTypes?: readonly string[];
}

/**
 * A file of a multipart form. Its bytes can be read until the response closes; copy them to keep them longer.
 *
 * A file is not validated against its schema: `minLength` and `maxLength` don't apply to its size, which the body limit bounds.
 */
export interface FormFile {
  /** The name of the form field. */
  readonly name: string;
  /** The name that the client sent, without folders. Never use it as a path to write to. Absent if the client sent none. */
  readonly filename?: string;
  /** The Content-Type of the part, parameters included; `application/octet-stream` by default. */
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from the beginning; may be called several times. */
  stream(): Readable;
  bytes(): Promise<Buffer>;
}

/**
 * A file of a multipart form whose bytes the handler reads while they arrive (`x-streamed-file`). Nothing is stored, so they can be read once.
 *
 * The form was validated before the bytes of the file arrived. What is found later fails the stream with a `Problem`: `invalid-request` (400) if
 * another part follows or the form isn't complete, `content-too-large` (413) beyond the body limit. A handler should not catch these, so that the
 * client gets the right response.
 */
export interface StreamedFile extends Pick<FormFile, 'name' | 'filename' | 'contentType'> {
  /** The bytes as they arrive, no faster than they are read; the same stream at each call. It ends when the whole form was read. */
  stream(): Readable;
}

/** A response (OpenAPI 3.0.3 section 4.7.17) without its descriptions. */
export interface ResponseSpec {
  readonly headers: readonly HeaderSpec[];
  /** Media types in document order; empty if the response has no body. */
  readonly content: readonly string[];
  /** The ranges among them whose schema doesn't allow a string, so that text other than JSON cannot be validated against it. */
  readonly jsonOnly?: readonly string[];
  /** Its body or headers have integers that the handler gives as strings or BigInts (`x-int64`). */
  readonly int64?: true;
  /** The media types of JSON whose schema is that of a list, each part of which is valid if the list is, and the most items of the whole. */
  readonly lists?: Readonly<Record<string, { readonly maxItems?: number }>>;
}

/** A response header (OpenAPI 3.0.3 section 4.7.21). */
export interface HeaderSpec {
  /** As the document writes it, such as `Retry-After`. */
  readonly name: string;
  readonly required: boolean;
  /** How an object is serialized (style `simple`): `R=100,G=200` if true, else `R,100,G,200`. */
  readonly explode: boolean;
  /** The value is serialized as JSON (a header whose `content` is JSON). */
  readonly json?: true;
  /** The only value that its schema allows, if it is a required header with just one, a string; no validator has it. */
  readonly constant?: string;
}

/** The validators of one operation. */
export interface OperationValidators {
  /**
   * Validates `{ path, query, header, cookie }`, each an object by parameter name (headers in lower case), and sets defaults in it. Reports
   * every violation. Absent if the operation has no parameters.
   */
  readonly parameters?: Validator;
  /**
   * By the `type` of `RequestBodySpec.content`, if it has a schema that the body can be validated against. They report every violation, set
   * defaults and remove `readOnly` properties. Files of a form are not validated.
   */
  readonly bodies?: Readonly<Record<string, Validator>>;
  /** By the key of `OperationDetails.responses`. They report only the first violation. */
  readonly responses: Readonly<Record<string, ResponseValidators>>;
}

/** The validators of one response. */
export interface ResponseValidators {
  /** Validates an object by lower-case header name, with values of the schemas' types. Refuses undeclared names. */
  readonly headers?: Validator;
  /**
   * By the media type of `ResponseSpec.content`, for JSON, text, and ranges that include JSON, if they have a schema. They refuse
   * undeclared properties.
   */
  readonly content?: Readonly<Record<string, Validator>>;
}

/** A compiled Ajv validator. After a call that returns false, `errors` has the reasons until the next call. */
export interface Validator {
  /**
   * @param parentData         the object or array that has the value, in which the value itself is converted (`x-int64`)
   * @param parentDataProperty the value's name in it
   */
  (value: unknown, context?: ValidationContext, parentData?: object, parentDataProperty?: string): boolean;
  errors?: readonly ValidationError[] | null;
}

/** What the validators of one validation pass to each other; created for one call. */
export interface ValidationContext {
  /** The maximum number of errors to collect, if 101 are too few. */
  readonly most?: number;
  /** Whether integers with `x-int64` are as in a document's `example` or as a handler has them (`response`), where that differs from what the validator is for. */
  readonly form?: 'response' | 'example';
}

/** The properties of Ajv's ErrorObject that are used. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** The name that `propertyNames` refused; `instancePath` is that of its object. */
  readonly propertyName?: string;
  /** The alternative of the innermost `oneOf` or `anyOf` that it belongs to, such as `2 of 3`. */
  readonly alternative?: string;
}
