import { SourceDocument } from '../src/parse/source-document.ts';

const TEXT = String.raw`
{ "a": {"b\"}": [1, {"c": "]}\\"}, [], -1.5e3 ], "d/e": true ,
    "f~": { } }, "": "x",
  "a\u0062": [
    { "g": null }, "é\"[", {}
  ]
}
`;

const pointers = [
  ...['', '/a', '/a/b"}', '/a/b"}/0', '/a/b"}/1', '/a/b"}/1/c', '/a/b"}/2', '/a/b"}/3', '/a/d~1e', '/a/f~0', '/', '/ab', '/ab/0/g', '/ab/1', '/ab/2'],
  // The nearest thing around what is not there.
  ...['/nowhere', '/a/nowhere/x', '/ab/7', '/a/d~1e/x', '/ab/0/g/h'],
];

/** JSON is YAML: with a comment in front, it is read as that. */
const asYaml = new SourceDocument('d', `#${TEXT}`);

test.each(pointers)('what stands at %j in JSON stands where it does in the same text as YAML', (pointer) => {
  expect(new SourceDocument('d', TEXT).places([pointer])).toEqual(asYaml.places([pointer]));
});

test('all at once is as one by one', () => {
  const document = new SourceDocument('d', TEXT);
  expect(document.places(pointers)).toEqual(pointers.flatMap((pointer) => document.places([pointer])));
  expect(document.places(['/ab/0/g'])).toEqual(['d:5:7']);
});
