/** Tests that fail for a reason: all of a file, of a group in it, or one. */
export interface KnownFailure {
  readonly file: string;
  readonly group?: string;
  readonly test?: string;
  readonly reason: string;
}

const FORMATS = [
  ...['idn-email', 'idn-hostname', 'iri', 'iri-reference'],
  ...['email', 'regex', 'ipv4', 'ipv6', 'hostname', 'date', 'date-time', 'time', 'json-pointer', 'relative-json-pointer', 'uri', 'uri-reference'],
  ...['uri-template', 'uuid', 'duration'],
];

/** Groups whose schema has a `$dynamicRef` with several targets. */
const DYNAMIC: Readonly<Record<string, readonly string[]>> = {
  'defs.json': ['validate definition against metaschema'],
  'dynamicRef.json': [
    '$dynamicRef avoids the root of each schema, but scopes are still registered',
    '$dynamicRef skips over intermediate resources - direct reference',
    '$ref and $dynamicAnchor are independent of order - $defs first',
    '$ref and $dynamicAnchor are independent of order - $ref first',
    'A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered when the schema is evaluated',
    'A $dynamicRef that initially resolves to a schema with a matching $dynamicAnchor resolves to the first $dynamicAnchor in the dynamic scope',
    "A $dynamicRef with intermediate scopes that don't include a matching $dynamicAnchor does not affect dynamic scope resolution",
    'after leaving a dynamic scope, it is not used by a $dynamicRef',
    'multiple dynamic paths to the $dynamicRef keyword',
    'strict-tree schema, guards against misspelled properties',
    'tests for implementation dynamic anchor and reference link',
  ],
  'ref.json': ['remote ref, containing refs itself'],
  'unevaluatedItems.json': ['unevaluatedItems with $dynamicRef'],
  'unevaluatedProperties.json': ['unevaluatedProperties with $dynamicRef'],
};

export const KNOWN_FAILURES: readonly KnownFailure[] = [
  ...FORMATS.map((format) => ({
    file: 'format.json',
    group: `${format} format`,
    test: `invalid ${format} string is only an annotation by default`,
    reason: 'formats are checked by design: what a contract says of a value is held (format-assertion, JSON Schema 2020-12 validation, section 7.2.2)',
  })),
  ...Object.entries(DYNAMIC).flatMap(([file, groups]) =>
    groups.map((group) => ({
      file,
      group,
      reason: 'refused: which of several $dynamicAnchors a $dynamicRef means depends on the way taken at run time (JSON Schema 2020-12 core, section 8.2.3.2)',
    })),
  ),
  {
    file: 'vocabulary.json',
    group: 'schema that uses custom metaschema with with no validation vocabulary',
    test: 'no validation: invalid number, but it still validates',
    reason: "every vocabulary of JSON Schema 2020-12 is applied, also where a schema's own dialect leaves one out",
  },
];
