/** Checks of oasdiff that are no edit of an API, with the reason. */
export const WITHOUT_EDIT: Readonly<Record<string, string>> = {
  'api-version-not-bumped': 'it compares `info.version` alone; a breaking change requires a new major version, which breaking.slow.ts tests',
  'api-major-version-not-bumped': 'as above: the check fails with the version that is required',
  'api-version-decreased': '`info.version` is not sent: no client breaks',
};

interface OtherVerdict {
  readonly reason: string;
  readonly checks: readonly string[];
}

const everywhere = (...suffixes: readonly string[]) => suffixes.flatMap((suffix) => [`request-body-${suffix}`, `request-property-${suffix}`]);
const inResponses = (...suffixes: readonly string[]) => suffixes.flatMap((suffix) => [`response-body-${suffix}`, `response-property-${suffix}`]);

/** Checks whose edits are rated otherwise than by oasdiff, with the reason. */
export const OTHER_VERDICTS: readonly OtherVerdict[] = [
  {
    reason: 'breaks: the operation is gone for those who still call it, whatever was announced; a major version says so',
    checks: ['api-removed-with-deprecation', 'api-path-removed-with-deprecation', 'request-parameter-removed-with-deprecation'],
  },
  {
    reason: 'harmless: `x-sunset` and `deprecated` announce a change, and change nothing of what is sent',
    checks: [
      'api-deprecated-sunset-missing',
      'api-deprecated-sunset-parse',
      'api-sunset-date-changed-too-small',
      'api-sunset-date-too-small',
      'sunset-deleted',
      'request-parameter-deprecated-sunset-missing',
      'request-parameter-sunset-date-changed-too-small',
      'request-parameter-sunset-date-too-small',
      'request-parameter-sunset-deleted',
      'request-property-deprecated-sunset-invalid',
      'request-property-deprecated-sunset-missing',
      'request-property-sunset-date-too-small',
      'response-property-deprecated-sunset-invalid',
      'response-property-deprecated-sunset-missing',
      'response-property-sunset-date-too-small',
    ],
  },
  {
    reason: 'harmless: `x-stability-level` is a convention of oasdiff, and `x-extensible-enum` one of others; no service here reads them',
    checks: [
      'api-invalid-stability-level',
      'api-stability-decreased',
      'request-property-stability-decreased',
      'response-property-stability-decreased',
      'request-parameter-x-extensible-enum-value-removed',
      'request-property-x-extensible-enum-value-removed',
    ],
  },
  {
    reason: 'breaks code that calls a generated client: its methods and classes have these names',
    checks: ['api-operation-id-removed', 'api-schema-removed', 'api-tag-added', 'api-tag-removed'],
  },
  {
    reason: 'breaks if the credentials of the release are no longer sufficient, else harmless; oasdiff does not tell the two apart',
    checks: [
      'api-global-security-added',
      'api-global-security-scope-added',
      'api-security-added',
      'api-security-removed',
      'api-security-scope-added',
      'api-security-component-type-changed',
      'api-security-component-oauth-token-url-changed',
      'api-security-component-oauth-url-changed',
    ],
  },
  {
    reason: 'breaks: a request without the value means something else',
    checks: everywhere('default-value-added', 'default-value-changed', 'default-value-removed'),
  },
  {
    reason: 'breaks: a value names another schema, or none, and what the service sends has another value',
    checks: [
      ...everywhere('discriminator-mapping-changed', 'discriminator-mapping-deleted', 'discriminator-property-name-changed'),
      ...inResponses('discriminator-mapping-added', 'discriminator-mapping-changed', 'discriminator-mapping-deleted', 'discriminator-property-name-changed'),
    ],
  },
  {
    reason: 'breaks those who read values that were not possible before, as any other widening does',
    checks: [...inResponses('all-of-removed', 'any-of-added'), 'response-property-pattern-changed', 'response-property-pattern-removed'],
  },
  {
    reason: 'harmless: a part of `allOf` that is gone refuses nothing that was accepted',
    checks: everywhere('all-of-removed'),
  },
  {
    reason: 'breaks unless one of the alternatives takes what was accepted; both edits are here',
    checks: ['request-body-wrapped-in-one-of'],
  },
  {
    reason: 'depends on what takes the place of a position: `items`, or nothing; both edits are here',
    checks: [...everywhere('prefix-items-added', 'prefix-items-removed'), ...inResponses('prefix-items-added', 'prefix-items-removed')],
  },
  {
    reason: 'harmless: clients tolerate properties that the document does not name',
    checks: [...inResponses('unevaluated-properties-removed')],
  },
  {
    reason: 'harmless: a property that was never in a response is new in it',
    checks: ['response-required-property-became-not-write-only'],
  },
  {
    reason: 'breaks: a property that was sent is no longer accepted, or must be sent now',
    checks: ['request-optional-property-became-read-only', 'request-required-property-became-read-only', 'request-required-property-became-not-read-only'],
  },
  {
    reason: 'breaks: a property that was in the response is gone',
    checks: ['response-optional-property-became-write-only', 'response-required-property-became-write-only'],
  },
  {
    reason: 'breaks: a client that asks for the media type of the release gets a 406',
    checks: ['response-media-type-name-changed'],
  },
];
