import { parse } from 'yaml';
import { RefusedDocument } from '../../src/diagnostics/diagnostic.ts';
import type { JsonObject } from '../../src/json.ts';
import { OverlaidDocument } from '../../src/parse/overlaid-document.ts';
import { type OverlayFinding, readOverlay } from '../../src/parse/overlay.ts';
import { SourceDocument } from '../../src/parse/source-document.ts';

const DOCUMENT = 'openapi.yaml';
const OVERLAY = 'overlay.yaml';

/** An overlay of the given actions. */
const overlayOf = (actions: string, version = '1.1.0') => `overlay: ${version}\ninfo: { title: T, version: 1.0.0 }\nactions:\n${actions}`;
const short = ({ severity, pointer, reason }: OverlayFinding) => `${severity} ${pointer} ${reason}`;

function overlaid(document: string, ...overlays: string[]): { document: OverlaidDocument; root: unknown; findings: string[] } {
  const target = new OverlaidDocument(DOCUMENT, new SourceDocument(DOCUMENT, document).root);
  const findings = overlays.flatMap((text, index) => {
    const overlay = readOverlay(index === 0 ? OVERLAY : `overlay-${index + 1}.yaml`, text);
    return [...overlay.findings, ...target.apply(overlay)];
  });
  return { document: target, root: target.root, findings: findings.map(short) };
}

/** The examples of Overlay 1.1.0 section 4.5, and of its compliant sets (https://github.com/OAI/Overlay-Specification, Apache License 2.0). */
const ITEMS = `
openapi: 3.1.0
info: { title: Example API, version: 1.0.0 }
paths:
  /items: { get: { responses: { 200: { description: OK } } } }
  /some-items: { delete: { responses: { 200: { description: OK } } } }
`;
const TRAITS = `
openapi: 3.1.0
info: { title: API with a paged collection, version: 1.0.0 }
paths:
  /items: { get: { x-oai-traits: [paged], responses: { 200: { description: OK } } } }
  /items/{id}/subitems:
    get: { x-oai-traits: [paged], parameters: [{ name: id, in: path, required: true }], responses: { 200: { description: OK } } }
  /other: { get: { responses: { 200: { description: OK } } } }
`;
const BUILDINGS = `
openapi: 3.1.0
info: { title: Buildings API, version: 0.0.1 }
servers:
  - { url: https://api.dev.example.com, description: Dev }
  - { url: https://api.example.com, description: Prod }
paths:
  /buildings:
    get:
      summary: All buildings
      parameters: [{ name: filter, in: query }, { name: filter, in: header }, { name: dummy, in: query }]
      tags: [dummy, list]
      responses: { 200: { description: OK }, 500: { description: oops }, default: { description: something } }
  /locations:
    get:
      responses:
        200:
          content: { application/json: { schema: { items: { properties: { id: { type: integer }, name: { type: string } } } } } }
        500: { description: oops }
    post: { responses: { 201: { description: Created } } }
components: { schemas: { Building: { properties: { building: { type: string, example: house } } } } }
`;

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape
type Change = (root: any) => void;
const examples: { name: string; document: string; actions: string; version?: string; want: Change }[] = [
  {
    name: 'a structured overlay',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: '$' # Root of document
    update:
      info: { x-overlay-applied: structured-overlay }
      paths:
        /: { summary: The root resource, get: { summary: Retrieve the root resource, x-rate-limit: 100 } }
        /buildings: { get: { summary: Retrieve a list of buildings, x-rate-limit: 100 } }
      tags:`,
    want: (root) => {
      root.info['x-overlay-applied'] = 'structured-overlay';
      root.paths['/'] = { summary: 'The root resource', get: { summary: 'Retrieve the root resource', 'x-rate-limit': 100 } };
      Object.assign(root.paths['/buildings'].get, { summary: 'Retrieve a list of buildings', 'x-rate-limit': 100 });
      root.tags = null;
    },
  },
  {
    name: 'a targeted overlay',
    document: BUILDINGS,
    actions: `
  - target: $.paths['/buildings'].get.summary
    update: This is the new description
  - target: $.paths['/buildings']
    update:
      post: { description: This is an updated description of a child object, x-safe: false }`,
    want: (root) => {
      root.paths['/buildings'].get.summary = 'This is the new description';
      root.paths['/buildings'].post = { description: 'This is an updated description of a child object', 'x-safe': false };
    },
  },
  {
    name: 'wildcards and filters',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths.*.get
    update: { x-safe: true }
  - target: $.paths.*.get.parameters[?@.name=='filter' && @.in=='query']
    update: { schema: { $ref: '#/components/schemas/filterSchema' } }`,
    want: (root) => {
      for (const path of ['/buildings', '/locations']) root.paths[path].get['x-safe'] = true;
      root.paths['/buildings'].get.parameters[0].schema = { $ref: '#/components/schemas/filterSchema' };
    },
  },
  {
    name: 'an element is added to an array',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths.*.get.parameters
    update: { name: newParam, in: query }`,
    want: (root) => root.paths['/buildings'].get.parameters.push({ name: 'newParam', in: 'query' }),
  },
  {
    name: 'an element is removed from an array',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths.*.get.parameters[?@.name == 'dummy']
    remove: true`,
    want: (root) => root.paths['/buildings'].get.parameters.pop(),
  },
  {
    name: 'a primitive element is removed from an array',
    document: BUILDINGS,
    actions: `
  - target: $.paths.*.get.tags[?@ == 'dummy']
    remove: true`,
    want: (root) => root.paths['/buildings'].get.tags.shift(),
  },
  {
    name: 'traits',
    document: TRAITS,
    version: '1.0.0',
    actions: `
  - target: $.paths[?(@.get['x-oai-traits'][?(@ == 'paged')])].get
    update: { parameters: [{ name: top, in: query }, { name: skip, in: query }] }`,
    want: (root) => {
      const paging = [
        { name: 'top', in: 'query' },
        { name: 'skip', in: 'query' },
      ];
      root.paths['/items'].get.parameters = paging;
      root.paths['/items/{id}/subitems'].get.parameters.push(...paging);
    },
  },
  {
    name: 'a simple copy',
    document: ITEMS,
    actions: `
  - target: '$.paths["/some-items"]'
    copy: '$.paths["/items"]'
    description: copies recursively all elements from the "items" path item to the new "some-items" path item`,
    want: (root) => {
      root.paths['/some-items'].get = { responses: { 200: { description: 'OK' } } };
    },
  },
  {
    name: 'a copy to a target that is made before',
    document: ITEMS,
    actions: `
  - target: '$.paths'
    update: { "/other-items": {} }
  - target: '$.paths["/other-items"]'
    copy: '$.paths["/items"]'`,
    want: (root) => {
      root.paths['/other-items'] = { get: { responses: { 200: { description: 'OK' } } } };
    },
  },
  {
    name: 'a move',
    document: ITEMS,
    actions: `
  - target: '$.paths'
    update: { "/new-items": {} }
  - target: '$.paths["/new-items"]'
    copy: '$.paths["/items"]'
  - target: '$.paths["/items"]'
    remove: true`,
    want: (root) => {
      root.paths['/new-items'] = root.paths['/items'];
      delete root.paths['/items'];
    },
  },
  {
    name: 'the set add-a-license',
    document: BUILDINGS,
    version: "'1.0.0'",
    actions: `
  - target: '$.info'
    update:
      license: { name: MIT, url: https://opensource.org/licenses/MIT }`,
    want: (root) => {
      root.info.license = { name: 'MIT', url: 'https://opensource.org/licenses/MIT' };
    },
  },
  {
    name: 'the set description-and-summary',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths['/buildings'].get
    update: { description: This is the summary of getting the buildings, summary: All of the available buildings }`,
    want: (root) =>
      Object.assign(root.paths['/buildings'].get, { description: 'This is the summary of getting the buildings', summary: 'All of the available buildings' }),
  },
  {
    name: 'the set remove-example',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.components.schemas.Building.properties['building'].example
    remove: true`,
    want: (root) => delete root.components.schemas.Building.properties.building.example,
  },
  {
    name: 'the set remove-matching-responses',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths..responses['500']
    remove: true
  - target: $.paths..responses['default']
    remove: true`,
    want: (root) => {
      delete root.paths['/buildings'].get.responses['500'];
      delete root.paths['/buildings'].get.responses.default;
      delete root.paths['/locations'].get.responses['500'];
    },
  },
  {
    name: 'the set remove-property',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.paths['/locations'].get.responses['200']..properties[?(@.type == 'string')]
    remove: true`,
    want: (root) => delete root.paths['/locations'].get.responses['200'].content['application/json'].schema.items.properties.name,
  },
  {
    name: 'the set remove-server',
    document: BUILDINGS,
    version: '1.0.0',
    actions: `
  - target: $.servers[?( @.description == 'Dev' )]
    remove: true`,
    want: (root) => root.servers.shift(),
  },
  {
    name: 'the set replace-servers-for-sandbox',
    document: BUILDINGS,
    actions: `
  - target: '$.servers'
    remove: true
  - target: '$'
    update:
      servers: [{ url: http://api-test-tunnel.local, description: Local development server }]`,
    want: (root) => {
      root.servers = [{ url: 'http://api-test-tunnel.local', description: 'Local development server' }];
    },
  },
];
test.each(examples)('an example of the specification has the result that it says: $name', ({ document, actions, version, want }) => {
  const expected = parse(document) as JsonObject;
  want(expected);
  const { root, findings } = overlaid(document, overlayOf(actions, version));
  expect(root).toEqual(expected);
  expect(findings).toEqual([]);
});

const more: { name: string; given: string; actions: string; want: unknown }[] = [
  { name: 'an array is concatenated with an array', given: 'a: [1]', actions: '- { target: $.a, update: [2, [3]] }', want: { a: [1, 2, [3]] } },
  { name: 'a primitive is appended to an array', given: 'a: [1]', actions: '- { target: $.a, update: null }', want: { a: [1, null] } },
  { name: 'a primitive is replaced by one of another type', given: 'a: { b: 1 }', actions: '- { target: $.a, update: { b: null } }', want: { a: { b: null } } },
  { name: 'an item that is a primitive is replaced', given: 'a: [1, 2]', actions: "- { target: '$.a[-1]', update: 3 }", want: { a: [1, 3] } },
  {
    name: 'items are removed by index, whatever their order',
    given: 'a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]',
    actions: "- { target: '$.a[2,10,0]', remove: true }",
    want: { a: [1, 3, 4, 5, 6, 7, 8, 9] },
  },
  {
    name: 'nodes inside of each other are removed',
    given: 'a: { a: { a: 1 } }\nb: [[1], 2]',
    actions: "- { target: '$..a', remove: true }\n- { target: '$..[0]', remove: true }",
    want: { b: [2] },
  },
  { name: 'a node that is selected twice is changed once', given: 'a: [1]', actions: "- { target: \"$['a','a']\", update: 2 }", want: { a: [1, 2] } },
  {
    name: 'an update of several nodes gives each its own',
    given: 'a: {}\nb: {}',
    actions: '- { target: $.*, update: { list: [1] } }\n- { target: $.a.list, update: 2 }',
    want: { a: { list: [1, 2] }, b: { list: [1] } },
  },
  {
    name: 'what is appended to several arrays is each its own',
    given: 'a: []\nb: []',
    actions: "- { target: $.*, update: { x: 1 } }\n- { target: '$.a[0]', update: { y: 2 } }",
    want: { a: [{ x: 1, y: 2 }], b: [{ x: 1 }] },
  },
  {
    name: 'what an alias repeats is changed where it is selected only',
    given: 'a: &a { x: 1 }\nb: *a',
    actions: '- { target: $.a, update: { x: 2 } }',
    want: { a: { x: 2 }, b: { x: 1 } },
  },
  { name: 'a document is copied into itself', given: 'a: {}', actions: '- { target: $.a, copy: $ }', want: { a: { a: {} } } },
  { name: 'the items of an array are copied', given: 'a: [1]\nb: [2]', actions: '- { target: $.a, copy: $.b }', want: { a: [1, 2], b: [2] } },
  { name: 'a primitive is copied', given: 'a: 1\nb: [2]', actions: "- { target: $.a, copy: '$.b[0]' }", want: { a: 2, b: [2] } },
  {
    name: 'names with characters that queries escape',
    given: `"it's": { x: 1 }\n'a\\b': { x: 1 }\n"\\t\\u0001": { x: 1 }\n/p/{id}~: { x: 1 }`,
    actions: '- { target: $.*, update: { y: 2 } }',
    want: { "it's": { x: 1, y: 2 }, 'a\\b': { x: 1, y: 2 }, '\t\u0001': { x: 1, y: 2 }, '/p/{id}~': { x: 1, y: 2 } },
  },
  { name: 'an update with its removal is a removal', given: 'a: 1', actions: '- { target: $.a, remove: true, update: 2 }', want: {} },
];
test.each(more)('actions change the document: $name', ({ given, actions, want }) => {
  expect(overlaid(given, overlayOf(actions)).root).toEqual(want);
});

test('a member named __proto__ is one like any other', () => {
  const { root } = overlaid('{"a": {"__proto__": {"x": 1}}}', overlayOf('- { target: $.a, update: { __proto__: { y: 2 }, constructor: 3 } }'));
  expect(JSON.stringify(root)).toBe('{"a":{"__proto__":{"x":1,"y":2},"constructor":3}}');
  expect(({} as Record<string, unknown>)['y']).toBeUndefined();
});

test('the document that is given remains as it is', () => {
  const { root } = new SourceDocument(DOCUMENT, BUILDINGS);
  const before = JSON.stringify(root);
  new OverlaidDocument(DOCUMENT, root).apply(readOverlay(OVERLAY, overlayOf('- { target: $.*, remove: true }')));
  expect(JSON.stringify(root)).toBe(before);
});

const unapplied: { name: string; given: string; actions: string; want: string[] }[] = [
  { name: 'a target that selects nothing', given: 'a: 1', actions: '- { target: $.b, update: 1 }', want: ['warning /actions/0/target $.b selects nothing'] },
  {
    name: 'a removal that selects nothing',
    given: 'a: 1',
    actions: '- { target: $.b, remove: true }',
    want: ['warning /actions/0/target $.b selects nothing'],
  },
  {
    name: 'an array in place of an object, deep inside',
    given: 'a: { b/c: { d: {} } }',
    actions: '- { target: $.a, update: { b/c: { d: [] } } }',
    want: ['error /actions/0/update/b~1c/d an array cannot be merged into an object, at /a/b~1c/d; remove that first'],
  },
  {
    name: 'a primitive in place of an object',
    given: 'a: {}',
    actions: '- { target: $.a, update: 1 }',
    want: ['error /actions/0/update a primitive value cannot be merged into an object, at /a; remove that first'],
  },
  {
    name: 'an object in place of a primitive',
    given: 'a: [1]',
    actions: "- { target: '$.a[0]', update: {} }",
    want: ['error /actions/0/update an object cannot be merged into a primitive value, at /a/0; remove that first'],
  },
  {
    name: 'nodes of several kinds',
    given: 'a: 1\nb: {}\nc: []',
    actions: '- { target: $.*, update: 1 }',
    want: ['error /actions/0/update the target must select nodes of one kind, and selects a primitive value and an object and an array'],
  },
  {
    name: 'a copy of nothing',
    given: 'a: {}',
    actions: '- { target: $.a, copy: $.b }',
    want: ['error /actions/0/copy $.b must select one node, and selects 0'],
  },
  {
    name: 'a copy of several nodes',
    given: 'a: {}\nb: 1',
    actions: '- { target: $.a, copy: $.* }',
    want: ['error /actions/0/copy $.* must select one node, and selects 2'],
  },
  {
    name: 'a copy that does not fit',
    given: 'a: {}\nb: { a: 1 }\nc: { a: {} }',
    actions: '- { target: $.b, copy: $.c }',
    want: ['error /actions/0/copy an object cannot be merged into a primitive value, at /b/a; remove that first'],
  },
  {
    name: 'the removal of the document',
    given: 'a: 1',
    actions: '- { target: $, remove: true }',
    want: ['error /actions/0/target the document itself cannot be removed'],
  },
  {
    name: 'copies that nest deeper than a document may',
    given: 'a: {}',
    actions: Array.from({ length: 9 }, (_, index) => `- { target: '$..[?count(@.*) == 0]', copy: $, description: '${index}' }`).join('\n'),
    want: [expect.stringContaining('nested deeper than 256 levels')],
  },
  {
    name: 'an update that adds more than memory may hold',
    given: JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [index, {}]))),
    actions: `- { target: $.*, update: { list: [${Array(600).fill(1)}] } }`,
    want: ['error /actions/0 actions must not add more than 500000 values in all'],
  },
];
test.each(unapplied)('what cannot be applied is found with its place in the overlay: $name', ({ given, actions, want }) => {
  const { findings } = overlaid(given, overlayOf(actions));
  expect(findings.slice(0, want.length)).toEqual(want);
});

test('actions after one that fails are applied', () => {
  const { root, findings } = overlaid('a: {}', overlayOf('- { target: $.a, update: 1 }\n- { target: $.a, update: { b: 1 } }'));
  expect([root, findings.length]).toEqual([{ a: { b: 1 } }, 1]);
});

const invalid: { name: string; given: string; want: string[] }[] = [
  { name: 'no object', given: '- root', want: ['error  an overlay must be an object that begins with `overlay: 1.1.0`'] },
  { name: 'nothing', given: '', want: ['error  an overlay must be an object that begins with `overlay: 1.1.0`'] },
  {
    name: 'an OpenAPI document',
    given: 'openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\npaths: {}',
    want: [
      'error /overlay `overlay` must be the version of the specification, 1.0.x or 1.1.x, such as 1.1.0',
      'error /openapi unknown field `openapi`; allowed are overlay, info, extends, actions, and names that begin with x-',
      'error /paths unknown field `paths`; allowed are overlay, info, extends, actions, and names that begin with x-',
      'error /actions `actions` must be a list of at least one action',
    ],
  },
  ...['1.1', "'1.1'", '2', '1.2.0', '1.1.0-rc'].map((version) => ({
    name: `the version ${version}`,
    given: overlayOf('- { target: $, update: {} }', version),
    want: ['error /overlay `overlay` must be the version of the specification, 1.0.x or 1.1.x, such as 1.1.0'],
  })),
  {
    name: 'no info',
    given: 'overlay: 1.1.0\ninfo: invalid\nactions: [{ target: $, update: {} }]',
    want: ['error /info `info` must be an object with `title` and `version`'],
  },
  {
    name: 'an info of other fields',
    given: 'overlay: 1.1.0\ninfo: { version: 1.0, description: 100, x-a: 1, summary: s }\nactions: [{ target: $, update: {} }]',
    want: [
      'error /info/summary unknown field `summary`; allowed are title, version, description, and names that begin with x-',
      'error /info `title` is missing',
      'error /info/version `version` must be a string',
      'error /info/description `description` must be a string',
    ],
  },
  {
    name: 'an extends that is no string',
    given: `${overlayOf('- { target: $, update: {} }')}\nextends: {}`,
    want: ['error /extends `extends` must be a string'],
  },
  { name: 'no action', given: overlayOf('  []'), want: ['error /actions `actions` must be a list of at least one action'] },
  { name: 'actions that are no list', given: overlayOf('  {}'), want: ['error /actions `actions` must be a list of at least one action'] },
  {
    name: 'an action that is no object',
    given: overlayOf('- 123'),
    want: ['error /actions/0 an action must be an object with `target`, and `update`, `copy` or `remove`'],
  },
  { name: 'no target', given: overlayOf('- { update: 1 }'), want: ['error /actions/0 `target` must be a JSONPath query (RFC 9535), such as $.info'] },
  {
    name: 'a target that is no string',
    given: overlayOf('- { target: 100, update: 1 }'),
    want: ['error /actions/0/target `target` must be a JSONPath query (RFC 9535), such as $.info'],
  },
  {
    name: 'a target that does not begin with $',
    given: overlayOf('- { target: info.description, update: 1 }'),
    want: ['error /actions/0/target `target` must be a JSONPath query (RFC 9535), such as $.info: unexpected "i" at character 1'],
  },
  {
    name: 'a target that only other JSONPath has',
    given: overlayOf('- { target: \'$.paths[?(@property === "/a")]\', update: 1 }'),
    want: ['error /actions/0/target `target` must be a JSONPath query (RFC 9535), such as $.info: unexpected "p" at character 12'],
  },
  {
    name: 'a target that is incomplete',
    given: overlayOf('- { target: $., update: 1 }'),
    want: ['error /actions/0/target `target` must be a JSONPath query (RFC 9535), such as $.info: it is incomplete'],
  },
  {
    name: 'a description that is no string',
    given: overlayOf('- { target: $, description: 10, update: {} }'),
    want: ['error /actions/0/description `description` must be a string'],
  },
  {
    name: 'a remove that is no boolean',
    given: overlayOf('- { target: $.a, remove: maybe }'),
    want: ['error /actions/0/remove `remove` must be true or false', 'warning /actions/0 the action changes nothing; add `update`, `copy` or `remove: true`'],
  },
  {
    name: 'a copy that is no string',
    given: overlayOf('- { target: $, copy: 100 }'),
    want: ['error /actions/0/copy `copy` must be a JSONPath query (RFC 9535), such as $.info'],
  },
  {
    name: 'a copy in 1.0',
    given: overlayOf('- { target: $, copy: $.a }', '1.0.0'),
    want: ['error /actions/0/copy `copy` is a field of Overlay 1.1; write `overlay: 1.1.0`'],
  },
  {
    name: 'an update and a copy',
    given: overlayOf('- { target: $, copy: $.a, update: {} }'),
    want: ['error /actions/0 an action must not have both `update` and `copy`: neither has an effect then'],
  },
  {
    name: 'a misspelt field',
    given: overlayOf('- { target: $, updates: {}, x-update: {} }'),
    want: [
      'error /actions/0/updates unknown field `updates`; allowed are target, description, update, copy, remove, and names that begin with x-',
      'warning /actions/0 the action changes nothing; add `update`, `copy` or `remove: true`',
    ],
  },
  {
    name: 'an update beside a removal',
    given: overlayOf('- { target: $.a, remove: true, update: 1 }'),
    want: ['warning /actions/0/update `update` has no effect beside `remove: true`'],
  },
  {
    name: 'the same action twice',
    given: overlayOf('- { target: $, update: {} }\n- { target: $, update: {} }'),
    want: ['warning /actions/1 the same action stands above; it is applied twice'],
  },
];
test.each(invalid)('an overlay is checked: $name', ({ given, want }) => {
  expect(readOverlay(OVERLAY, given).findings.map(short)).toEqual(want);
});

test('an overlay may be JSON, and have extensions', () => {
  const text = JSON.stringify({
    overlay: '1.1.0',
    'x-a': 1,
    info: { title: 'T', version: '1', 'x-b': 1 },
    extends: './a.yaml',
    actions: [{ target: '$', update: { a: 1 }, 'x-c': 1 }],
  });
  expect(readOverlay('overlay.json', text)).toEqual({
    file: 'overlay.json',
    findings: [],
    actions: [{ pointer: '/actions/0', target: '$', change: { update: { a: 1 } } }],
  });
});

test.each(['a: [', 'a: 1\na: 2', '{"a": 1, "a": 2}', 'a: .nan'])('an overlay that cannot be parsed is refused with its place: %j', (text) => {
  expect(() => readOverlay(OVERLAY, text)).toThrow(RefusedDocument);
});

describe('the origin of everything in the changed document', () => {
  const document = `
info: { title: T }
list: [a, b, c, { d: 1 }]
paths: { /items: { get: { parameters: [x, { y: 1 }] } } }
`;
  const first = overlayOf(`
- { target: $.info, update: { title: New, version: '1', contact: { name: N } } }
- { target: '$.list[0,2]', remove: true }
- { target: $.list, update: [e, { f: [1] }] }
- { target: '$.paths["/items"].get.parameters[0]', update: z }
- { target: $.paths, update: { /other: {} } }
- { target: '$.paths["/other"]', copy: '$.paths["/items"]' }
- { target: '$.paths["/items"]', remove: true }`);
  const second = overlayOf(`
- { target: '$.paths["/other"].get', update: { summary: S } }
- { target: '$.list[-1].f', update: 2 }
- { target: $.info.contact, copy: '$.list[1]' }`);
  let target: OverlaidDocument;
  beforeAll(() => {
    const { document: changed, findings } = overlaid(document, first, second);
    expect(findings).toEqual([]);
    target = changed;
  });

  test('the document is what it should be', () => {
    expect(target.root).toEqual({
      info: { title: 'New', version: '1', contact: { name: 'N', d: 1 } },
      list: ['b', { d: 1 }, 'e', { f: [1, 2] }],
      paths: { '/other': { get: { parameters: ['z', { y: 1 }], summary: 'S' } } },
    });
  });

  const of = (pointer: string) => ({ file: DOCUMENT, pointer });
  const by = (pointer: string, copiedFrom?: object, file = OVERLAY) => ({ file, pointer, ...(copiedFrom && { copiedFrom }) });
  const copied = '/actions/5/copy';
  const rows: { pointer: string; want: object }[] = [
    { pointer: '', want: of('') },
    { pointer: '/info', want: of('/info') },
    { pointer: '/info/title', want: by('/actions/0/update/title') },
    { pointer: '/info/contact', want: by('/actions/0/update/contact') },
    { pointer: '/info/contact/name', want: by('/actions/0/update/contact/name') },
    { pointer: '/info/missing', want: of('/info/missing') },
    { pointer: '/list', want: of('/list') },
    { pointer: '/list/0', want: of('/list/1') },
    { pointer: '/list/1/d', want: of('/list/3/d') },
    { pointer: '/list/2', want: by('/actions/2/update/0') },
    { pointer: '/list/3/f/0', want: by('/actions/2/update/1/f/0') },
    { pointer: '/list/3/f/1', want: by('/actions/1/update', undefined, 'overlay-2.yaml') },
    { pointer: '/paths/~1other', want: by('/actions/4/update/~1other') },
    { pointer: '/paths/~1other/get', want: by(copied, of('/paths/~1items/get')) },
    { pointer: '/paths/~1other/get/parameters/0', want: by(copied, by('/actions/3/update')) },
    { pointer: '/paths/~1other/get/parameters/1/y', want: by(copied, of('/paths/~1items/get/parameters/1/y')) },
    { pointer: '/paths/~1other/get/summary', want: by('/actions/0/update/summary', undefined, 'overlay-2.yaml') },
    { pointer: '/info/contact/d', want: by('/actions/2/copy', of('/list/3/d'), 'overlay-2.yaml') },
  ];
  test.each(rows)('$pointer', ({ pointer, want }) => {
    expect(target.originOf(pointer)).toEqual(want);
  });
});
