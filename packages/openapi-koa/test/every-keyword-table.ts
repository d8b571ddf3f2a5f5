/** What a request has to get. */
export interface Wanted {
  readonly status: number;
  readonly body?: unknown;
  readonly violations?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Values for the member of `Keywords` that is called like the keyword it uses. */
export interface SchemaRow {
  readonly keyword: string;
  readonly valid: readonly unknown[];
  /** Each with the violations that a client reads, and the place in a response that the log names, where it is another one. */
  readonly invalid: readonly (readonly [value: unknown, want: readonly string[], pointer?: string])[];
}

const row = (keyword: string, valid: SchemaRow['valid'], invalid: SchemaRow['invalid']): SchemaRow => ({ keyword, valid, invalid });

export const schemaRows: readonly SchemaRow[] = [
  row('type', ['a'], [[1, ['/type type']]]),
  row('typeList', ['a', null], [[1, ['/typeList type']]]),
  row('const', [{ a: 1 }], [[{ a: 2 }, ['/const const']]]),
  row('enum', [1, 'a', null], [[2, ['/enum enum']]]),
  row('multipleOf', [1.5, 'a'], [[1.2, ['/multipleOf multipleOf']]]),
  row('maximum', [3], [[3.1, ['/maximum maximum']]]),
  row('exclusiveMaximum', [2.9], [[3, ['/exclusiveMaximum exclusiveMaximum']]]),
  row('minimum', [3], [[2, ['/minimum minimum']]]),
  row('exclusiveMinimum', [3.1], [[3, ['/exclusiveMinimum exclusiveMinimum']]]),
  row('maxLength', ['💩💩'], [['abc', ['/maxLength maxLength']]]),
  row('minLength', ['ab'], [['💩', ['/minLength minLength']]]),
  row('pattern', ['é'], [['1', ['/pattern pattern']]]),
  row('format', ['2024-02-29'], [['2023-02-29', ['/format format']]]),
  row('maxItems', [[1]], [[[1, 2], ['/maxItems maxItems']]]),
  row('minItems', [[1]], [[[], ['/minItems minItems']]]),
  row('uniqueItems', [[1, '1', [1]]], [[[{ a: 1 }, { a: 1 }], ['/uniqueItems uniqueItems']]]),
  row('prefixItems', [[], ['a', 1, {}]], [[['a', 'b'], ['/prefixItems/1 type']]]),
  row('items', [['a', 1, 2]], [[['a', 1, 'b'], ['/items/2 type']]]),
  row('contains', [[2, 1]], [[[2], ['/contains/0 const', '/contains contains'], '/contains']]),
  row('minContains', [[1, 1]], [[[1, 2], ['/minContains/1 const', '/minContains contains'], '/minContains']]),
  row('maxContains', [[1, 2]], [[[1, 1], ['/maxContains contains']]]),
  row('unevaluatedItems', [['a']], [[['a', 1], ['/unevaluatedItems unevaluatedItems']]]),
  row('maxProperties', [{ a: 1 }], [[{ a: 1, b: 1 }, ['/maxProperties maxProperties']]]),
  row('minProperties', [{ a: 1 }], [[{}, ['/minProperties minProperties']]]),
  row('required', [{ a: 1 }], [[{ b: 1 }, ['/required required']]]),
  row('dependentRequired', [{ a: 1, b: 1 }, { b: 1 }], [[{ a: 1 }, ['/dependentRequired dependentRequired']]]),
  row('properties', [{ a: 1, b: 'x' }], [[{ a: 'x' }, ['/properties/a type']]]),
  row('patternProperties', [{ ab: 1 }], [[{ ab: 'x' }, ['/patternProperties/ab type']]]),
  row('additionalProperties', [{ a: 'x', b: 1 }], [[{ b: 'x' }, ['/additionalProperties/b type']]]),
  row('propertyNames', [{ a: 1 }], [[{ ab: 1 }, ['/propertyNames maxLength', '/propertyNames propertyNames']]]),
  row('unevaluatedProperties', [{ a: 1 }], [[{ b: 1 }, ['/unevaluatedProperties/b unevaluatedProperties'], '/unevaluatedProperties']]),
  row('dependentSchemas', [{ b: 1 }, { a: 1, b: 1 }], [[{ a: 1 }, ['/dependentSchemas required']]]),
  row('allOf', [1, 3], [[4, ['/allOf maximum']]]),
  row('anyOf', ['a', 3], [[2, ['/anyOf minimum', '/anyOf type', '/anyOf anyOf']]]),
  row('oneOf', [2, 3], [[6, ['/oneOf oneOf']]]),
  row('not', [1], [['a', ['/not not']]]),
  row(
    'if',
    [3, 'a'],
    [
      [2, ['/if minimum', '/if if']],
      [true, ['/if type', '/if if']],
    ],
  ),
  row(
    '$ref',
    [3],
    [
      [4, ['/$ref maximum']],
      ['a', ['/$ref type']],
    ],
  ),
  row('$id', [1], [['a', ['/$id type']]]),
  row('$anchor', [1], [['a', ['/$anchor type']]]),
  row('$dynamicRef', [{ children: [{ children: [] }] }], [[{ children: [1] }, ['/$dynamicRef/children/0 type']]]),
  row(
    '$defs',
    [{ a: 1, b: true }],
    [
      [{ a: 'x' }, ['/$defs/a type']],
      [{ b: 1 }, ['/$defs/b type']],
    ],
  ),
  row('boolean', [], [[1, ['/boolean false schema']]]),
  row('content', ['MQ==', 'no base64'], [[1, ['/content type']]]),
  row('unknownFormat', ['red'], [[1, ['/unknownFormat type']]]),
  row('unknownKeyword', ['blue'], [[1, ['/unknownKeyword type']]]),
  row('annotations', [1, null], []),
  row(
    'discriminator',
    [
      { kind: 'cat', lives: 9 },
      { kind: 'Dog', tricks: 1 },
    ],
    [
      [{ kind: 'Dog' }, ['/discriminator required']],
      [{ kind: 'cow' }, ['/discriminator/kind enum']],
      [{}, ['/discriminator required']],
    ],
  ),
  row('base', [{ kind: 'a', more: 1 }], [[{ kind: 1 }, ['/base/kind type']]]),
];

export interface HttpRow {
  readonly name: string;
  readonly given: string;
  readonly init?: RequestInit;
  readonly want: Wanted;
}

const PATH = '/parameters/1,2/.1.2/;a=1/x.json';
const ask = (query: string, headers: Record<string, string> = {}): Pick<HttpRow, 'given' | 'init'> => ({
  given: `${PATH}?shared=s&${query}`,
  init: { headers },
});
const urlencoded = (body: string): RequestInit => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });

function form(type: string, meta: string): RequestInit {
  const body = new FormData();
  body.append('file', new Blob(['bytes'], { type }), 'a');
  body.append('meta', meta);
  return { body };
}

export const httpRows: readonly HttpRow[] = [
  {
    name: 'path parameters of every style, and two in one segment',
    ...ask(''),
    want: { status: 200, body: { params: { simple: [1, 2], label: [1, 2], matrix: { a: 1 }, parts: 'x', more: 'json' } } },
  },
  {
    name: 'path parameters of another type',
    given: '/parameters/a/.b/;a=c/x.txt?shared=s',
    want: { status: 400, violations: ['simple/0 type', 'label/0 type', 'matrix/a type', 'more enum'] },
  },
  {
    name: 'a parameter of the operation in place of that of its path',
    ...ask('overridden=true'),
    want: { status: 200, body: { query: { overridden: true } } },
  },
  { name: 'the other is no more', ...ask('overridden=1'), want: { status: 400, violations: ['overridden type'] } },
  {
    name: 'query parameters of every style',
    ...ask('form=1,2&space=1%202&pipe=1|2&deep[a]=1'),
    want: { status: 200, body: { query: { form: [1, 2], space: [1, 2], pipe: [1, 2], deep: { a: 1 } } } },
  },
  {
    name: 'query parameters of every style, of another type',
    ...ask('form=a&space=a%20b&pipe=a|b&deep[a]=b'),
    want: { status: 400, violations: ['form/0 type', 'space/0 type', 'space/1 type', 'pipe/0 type', 'pipe/1 type', 'deep/a type'] },
  },
  { name: 'an empty value', ...ask('empty='), want: { status: 200, body: { query: { empty: '' } } } },
  { name: 'an empty value that is not allowed', ...ask('default='), want: { status: 400, violations: ['default type'] } },
  { name: 'reserved characters', ...ask('reserved=a/?:@'), want: { status: 200, body: { query: { reserved: 'a/?:@' } } } },
  { name: 'too many reserved characters', ...ask('reserved=a/?:@!'), want: { status: 400, violations: ['reserved maxLength'] } },
  { name: 'a parameter with content', ...ask('json=[{"a":1}]'), want: { status: 200, body: { query: { json: [{ a: 1 }] } } } },
  { name: 'a parameter with content against its schema', ...ask('json=[1,2]'), want: { status: 400, violations: ['json maxItems'] } },
  { name: 'a parameter with content that is no JSON', ...ask('json=['), want: { status: 400, violations: ['json parse'] } },
  { name: 'a default', ...ask(''), want: { status: 200, body: { query: { default: 7 } } } },
  { name: 'a list in a header', ...ask('', { 'x-list': '1, 2' }), want: { status: 200, body: { headers: { 'X-List': [1, 2] } } } },
  { name: 'a list in a header of another type', ...ask('', { 'x-list': '1, a' }), want: { status: 400, violations: ['X-List/1 type'] } },
  { name: 'a cookie', ...ask('', { cookie: 'session=1' }), want: { status: 200, body: { cookies: { session: 1 } } } },
  { name: 'a cookie of another type', ...ask('', { cookie: 'session=a' }), want: { status: 400, violations: ['session type'] } },
  { name: 'a parameter that is a component, and missing', given: PATH, want: { status: 400, violations: ['shared required'] } },
  { name: 'a urlencoded form', given: 'POST /bodies', init: urlencoded('list=1|2&any=a/b'), want: { status: 200, body: { list: [1, 2], any: 'a/b' } } },
  { name: 'a urlencoded form against its schema', given: 'POST /bodies', init: urlencoded('list=1|a'), want: { status: 400, violations: ['/list/1 type'] } },
  { name: 'a multipart form', given: 'POST /bodies', init: form('image/png', '{"a":1}'), want: { status: 200, body: { file: true, meta: { a: 1 } } } },
  { name: 'a multipart form against its schema', given: 'POST /bodies', init: form('image/png', '{}'), want: { status: 400, violations: ['/meta required'] } },
  { name: 'a file of another type', given: 'POST /bodies', init: form('image/gif', '{"a":1}'), want: { status: 400, violations: ['/file contentType'] } },
  { name: 'a required body that is missing', given: 'POST /bodies', want: { status: 400, violations: [' required'] } },
  {
    name: 'a response with headers',
    given: '/responses/200',
    want: { status: 200, body: 1, headers: { 'x-required': 'a', 'x-list': '1, 2', 'x-json': '{"a":1}', 'content-length': '1' } },
  },
  { name: 'a response of a range of statuses', given: '/responses/201', want: { status: 201, body: true } },
  { name: 'a response of a range of statuses against its schema', given: '/responses/202', want: { status: 500 } },
  {
    name: 'a response of a range of media types',
    given: '/responses/203',
    want: { status: 200, body: 'abc', headers: { 'content-type': 'text/csv; charset=utf-8' } },
  },
  { name: 'a response of a range of media types against its schema', given: '/responses/206', want: { status: 500 } },
  { name: 'a response that has no body, whatever the document says', given: '/responses/204', want: { status: 204, body: '' } },
  { name: 'a header of a response against its schema', given: '/responses/207', want: { status: 500 } },
  { name: 'a header of a response that is missing', given: '/responses/208', want: { status: 500 } },
  { name: 'a header of a response with content against its schema', given: '/responses/226', want: { status: 500 } },
  { name: 'the default response', given: '/responses/404', want: { status: 404, body: { title: 'None' } } },
  { name: 'the default response against its schema', given: '/responses/409', want: { status: 500 } },
  { name: 'the default response is none of a redirection where a success is declared', given: '/responses/302', want: { status: 500 } },
  { name: 'an interim response', given: '/responses/103', want: { status: 500 } },
  { name: 'the security of the document', given: '/security/key', init: { headers: { 'x-key': 'good' } }, want: { status: 200, body: 'headerKey' } },
  { name: 'no key', given: '/security/key', want: { status: 401, headers: { 'www-authenticate': 'ApiKey in="header", name="X-Key"' } } },
  {
    name: 'two keys at once',
    given: '/security/any?key=good',
    init: { headers: { cookie: 'key=good' } },
    want: { status: 200, body: { queryKey: 'queryKey', cookieKey: 'cookieKey' } },
  },
  { name: 'one of two keys', given: '/security/any?key=good', want: { status: 401 } },
  {
    name: 'a user and a password',
    given: '/security/any',
    init: { headers: { authorization: `Basic ${btoa('me:good')}` } },
    want: { status: 200, body: 'basic me' },
  },
  { name: 'a bearer’s token', given: '/security/any', init: { headers: { authorization: 'Bearer good' } }, want: { status: 200, body: 'bearer reader' } },
  { name: 'a bearer’s token that is bad', given: '/security/any', init: { headers: { authorization: 'Bearer bad' } }, want: { status: 401 } },
];
