import leven from 'leven';

/** How serious a finding is: an error ends the compilation, a warning is most likely a mistake, an info is a part of the document without effect. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What `--allow` makes of an error: `served` serves the document as if what is wrong were not there, `left-out` leaves out the operations
 * concerned, `never` is impossible.
 */
export type Lowering = 'served' | 'left-out' | 'never';

export interface CodeSpec {
  readonly severity: Severity;
  /** Of errors only. */
  readonly lowering?: Lowering;
  /** What a document with this finding does wrong. */
  readonly summary: string;
}

const unservable = (summary: string) => ({ severity: 'error', lowering: 'never', summary }) as const;
const leftOut = (summary: string) => ({ severity: 'error', lowering: 'left-out', summary }) as const;
const harmless = (summary: string) => ({ severity: 'error', lowering: 'served', summary }) as const;
const warning = (summary: string) => ({ severity: 'warning', summary }) as const;
const info = (summary: string) => ({ severity: 'info', summary }) as const;

/** Every code, in the order of `docs/diagnostics.md`. A retired code is never reused. */
export const CODES = {
  // The file.
  'invalid-syntax': unservable('The file is neither YAML nor JSON.'),
  'not-json': unservable('A key, tag, alias or number of YAML has no counterpart in JSON.'),
  'nested-too-deep': unservable('The document is nested deeper than 256 levels, or 1,000 references lead from schema to schema for one value.'),
  'duplicate-key': harmless('An object has two members of one name. With `--allow`, the last one counts.'),
  'merge-key': harmless('A YAML merge key (`<<`) is not part of YAML 1.2. With `--allow`, it is a member named `<<`.'),

  // The document.
  'unsupported-version': unservable('The document is not OpenAPI 3.0 or 3.1.'),
  'unsupported-dialect': unservable('`jsonSchemaDialect` names another dialect of JSON Schema.'),
  'missing-document-field': unservable('A field without which nothing can be served is missing: `info` with `title` and `version`, `paths`.'),
  'missing-field': warning('A field that the specification requires is missing.'),
  'unknown-field': warning('The specification does not have this field.'),
  'wrong-type': leftOut('A value is not of the type that the specification requires.'),
  'wrong-annotation-type': warning('A value that only documentation uses is not of the type that the specification requires.'),
  'server-path': info('A server has a path; paths are served as `paths` has them.'),
  'invalid-overlay': unservable('An overlay, or one of its actions, cannot be applied.'),
  'unmatched-overlay-action': warning('An action of an overlay selects nothing.'),
  'operation-left-out': warning('An operation is not served, because `--allow` lowered an error in it.'),

  // References.
  'unresolved-reference': leftOut('A reference has no target.'),
  'external-reference': leftOut('A reference leads to another file.'),
  'circular-reference': leftOut('A reference leads back to itself.'),
  'ambiguous-reference': leftOut('A `$dynamicRef` could mean several schemas.'),
  'wrong-reference-target': leftOut('A reference leads to an object of another kind.'),
  'field-beside-reference': warning('OpenAPI 3.0 ignores fields beside a `$ref`.'),
  'ambiguous-path-item': leftOut('A field is both beside the `$ref` of a path item and in its target.'),

  // Paths.
  'invalid-path': leftOut('A path cannot be matched by any request.'),
  'duplicate-path': leftOut('Two paths match the same requests by the same method.'),
  'identical-path': warning('Two paths differ only in the names of parameters.'),
  'conflicting-path-parameter': leftOut('A path parameter has two meanings.'),
  'hidden-method': warning('A more concrete path hides a method of another one.'),

  // Operations.
  'duplicate-operation-id': leftOut('Two operations have the same operationId.'),
  'missing-responses': leftOut('An operation declares no response.'),
  'undescribed-responses': info('An operation of OpenAPI 3.1 declares no response: any status without a body is valid.'),

  // Parameters.
  'undeclared-path-parameter': leftOut('A parameter of the path is not declared.'),
  'unused-path-parameter': leftOut('A path parameter is not in the path.'),
  'optional-path-parameter': harmless('A path parameter is not `required: true`. With `--allow`, its type has `undefined`.'),
  'invalid-parameter-name': leftOut('A parameter has no name, or one that a header cannot have.'),
  'invalid-parameter-location': leftOut('`in` is not `path`, `query`, `header` or `cookie`.'),
  'duplicate-parameter': leftOut('A list of parameters has one twice.'),
  'schema-or-content': leftOut('A parameter or header must have either `schema` or `content`.'),
  'unsupported-parameter-content': leftOut('The `content` of a parameter or header must be one media type, JSON or text.'),
  'invalid-style': leftOut('The style does not exist at this place.'),
  'style-mismatch': leftOut('The style has no form for values of this type.'),
  'ambiguous-object': leftOut('The properties of an exploded object could be anything.'),

  // Bodies and responses.
  'missing-content': leftOut('A request body has no `content`.'),
  'invalid-media-type': leftOut('A key of `content` is not a media type.'),
  'duplicate-media-type': leftOut('A media type is declared twice.'),
  'text-not-primitive': leftOut('Text whose schema allows only arrays and objects.'),
  'form-not-object': leftOut('A form whose schema allows no object.'),
  'unknown-form-property': harmless('`encoding` names a property that the schema does not have.'),
  'invalid-content-type': leftOut('`contentType` is not a list of media types.'),
  'invalid-body-limit': leftOut('`x-body-limit-bytes` is not a whole number of at least 1.'),
  'invalid-status': leftOut('A key of `responses` is not a status, a range of statuses or `default`.'),
  'invalid-header-name': leftOut('The name of a response header is not a header name.'),
  'duplicate-header': leftOut('A response header is declared twice.'),
  'server-header': leftOut('A response header that only the server may set is declared.'),

  // Security.
  'undefined-security-scheme': leftOut('A security requirement names a scheme that is not defined.'),
  'invalid-security-scheme': leftOut('A security scheme does not say where its credentials are.'),
  'unsupported-security-scheme': leftOut('An operation requires a scheme that a handler cannot verify.'),
  'unsupported-security-alternative': warning('One alternative of several requires such a scheme; the others are served.'),

  // Schemas.
  'invalid-schema': leftOut('A schema is neither an object nor a boolean.'),
  'invalid-keyword': leftOut('The value of a keyword is not allowed.'),
  'unknown-keyword': harmless('OpenAPI 3.0 does not have this keyword. With `--allow`, it is ignored.'),
  'missing-items': harmless('`type: array` requires `items` in OpenAPI 3.0. With `--allow`, items may be anything.'),
  'duplicate-required': harmless('`required` or `dependentRequired` has a name twice.'),
  'endless-schema': leftOut('A schema refers to itself without a step into the data: validating would never end.'),
  'unbounded-pattern': leftOut('A pattern repeats too much to be checked in bounded time.'),
  'invalid-int64': harmless('`x-int64` is not `string` or `bigint`, or not beside `type: integer`. With `--allow`, it is ignored.'),
  'invalid-streamed-file': harmless(
    '`x-streamed-file` is not a boolean, or not on a file of a multipart request body, or on several of one. With `--allow`, it is ignored.',
  ),
  'invalid-discriminator': leftOut('A value of a discriminator is mapped to a schema that is not an alternative.'),
  'undeclared-required': warning('`required` names a property that no part of the schema describes.'),
  'impossible-value': warning('The type of the schema rules out a value of `enum`, or `const`.'),
  'invalid-default': warning('A default is not valid against its own schema, and is never set.'),
  'conflicting-defaults': warning('Schemas of the same property allow no default of each other, so none is set.'),
  'keyword-of-3.0': warning('A keyword of OpenAPI 3.0 has no meaning in 3.1.'),
  'ineffective-keyword': warning('A keyword has no effect beside the others.'),

  // What is served, but not enforced.
  'ineffective-field': warning('A field has no effect where it is.'),
  'unsupported-webhooks': info('Webhooks are requests that the service sends.'),
  'unsupported-callbacks': info('Callbacks are requests that the service sends.'),
  'unsupported-links': info('Links are documentation.'),
  'unsupported-servers': info('`servers` of a path or an operation are not routed.'),
  'unsupported-part-headers': info('Headers of parts of a form are not validated.'),
  'ignored-header': info('The specification ignores the declaration of this header.'),
  'interim-response': info('Interim responses (1xx) are not sent.'),
  'content-without-body': warning('A response of this status has no body.'),
  'unparsed-content': info('A body of this media type is not parsed, so its schema is not enforced.'),
  'own-error-format': info('Errors are JSON of the document’s own, in which the server’s own are sent only with `mapProblem`.'),
  'unenforced-keyword': info('The keyword is not about whether data is valid.'),
  'unknown-format': info('The format is not checked.'),
  'unknown-dialect': warning('`$schema` names an unknown dialect, which is read as JSON Schema 2020-12.'),
  'pattern-without-unicode': info('A pattern is valid only without Unicode, and is read so.'),
  'bounded-pattern': warning('A pattern can take very long, so longer strings are refused.'),
  'open-properties': info('Several parts describe the same property, so objects inside of it are not closed.'),
  'unenforced-read-write-only': warning('`readOnly` or `writeOnly` has no effect where it is.'),
  'unenforced-discriminator': warning('A discriminator cannot be followed, and every alternative is tried.'),
  'removed-read-only': info('A required property is read-only, so requests need not have it, and it is removed from them.'),
  'refused-property': info('A property named `__proto__` is refused in requests.'),
} as const satisfies Readonly<Record<string, CodeSpec>>;

export type Code = keyof typeof CODES;

export function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}

export function specOf(code: Code): CodeSpec {
  return CODES[code];
}

/** The code that a misspelt one most likely stands for. */
export function nearestCode(text: string): Code {
  const distances = (Object.keys(CODES) as Code[]).map((code) => ({ code, distance: leven(text.toLowerCase(), code) }));
  return distances.reduce((nearest, other) => (other.distance < nearest.distance ? other : nearest)).code;
}
