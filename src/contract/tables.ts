/**
 * The shape of the tables that `npm run generate` makes from a document: everything the contract layer knows about an API.
 * Only types stand here; the generator copies this file beside the tables it writes, so that both sides read the same text.
 */

/** All of a document that a server needs at run time. */
export interface ContractTables {
  /** Every operation, in document order. */
  readonly operations: readonly OperationTable[];
  /** `components.securitySchemes`, by name, references resolved. */
  readonly securitySchemes: Readonly<Record<string, object>>;
}

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH' | 'TRACE';

/** One operation (OpenAPI 3.0.3 section 4.7.10), references resolved. */
export interface OperationTable {
  readonly operationId: string;
  readonly method: Method;
  /** The path template as the document writes it, such as `/pets/{petId}`. */
  readonly path: string;
  /** Alternatives, each a set of schemes that must all pass; the document's own where the operation names none; empty when public. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Path item and operation parameters, merged; header names keep the document's case. */
  readonly parameters: readonly ParameterTable[];
  readonly body?: BodyTable;
  /** By the document's own key: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, ResponseTable>>;
  /** Loads the operation's validators; called at its first request, not at start. */
  readonly load: () => OperationValidators;
}

export interface ParameterTable {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly style: 'simple' | 'form' | 'label' | 'matrix' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode: boolean;
  /** Between the parts of a `label` that is not exploded: a dot by OpenAPI up to 3.0.3, a comma since, as in RFC 6570. */
  readonly separator?: '.' | ',';
  /** Absent for a parameter with `content`: its value is then JSON text. */
  readonly value?: ValueTable;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What the text of a parameter or header may stand for. */
export interface ValueTable {
  /** The types its schema allows; all of them where the schema says nothing. */
  readonly types: readonly JsonType[];
  /** The items of an array. */
  readonly items?: ValueTable;
  /** The named members of an object. */
  readonly properties?: Readonly<Record<string, ValueTable>>;
}

export interface BodyTable {
  readonly required: boolean;
  /** Media types and ranges, lower case, document order. */
  readonly content: readonly string[];
}

export interface ResponseTable {
  readonly headers: readonly HeaderTable[];
  /** Media types, document order; empty where the status has no body. */
  readonly content: readonly string[];
}

export interface HeaderTable {
  /** As the document writes it, such as `Retry-After`. */
  readonly name: string;
  readonly required: boolean;
  /** The only value its schema permits, if there is just one and the header is required. */
  readonly constant?: string;
}

/** The module of one operation's validators. */
export interface OperationValidators {
  /**
   * Validates `{ path, query, header, cookie }`, each an object by parameter name (headers in lower case), and sets defaults in it.
   * Reports every violation. Absent where the operation has no parameters.
   */
  readonly parameters?: Validator;
  /** By the media type of `BodyTable.content`; reports every violation and sets defaults. JSON media types only. */
  readonly bodies?: Readonly<Record<string, Validator>>;
  /** By the key of `OperationTable.responses`. Report the first violation only. */
  readonly responses: Readonly<Record<string, ResponseValidators>>;
}

export interface ResponseValidators {
  /** Validates an object by lower-case header name, values typed as the schemas say. Refuses undeclared names. */
  readonly headers?: Validator;
  /** By the media type of `ResponseTable.content`. JSON media types that have a schema only. Refuses undeclared properties. */
  readonly content?: Readonly<Record<string, Validator>>;
}

/** A compiled Ajv validator: after a call that answers false, `errors` tells why until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** The part of Ajv's ErrorObject that is used. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
