import { Document, parse } from 'yaml';
import { completeFragment } from '../../../tools/feature/complete-fragment.ts';
import { DocumentText } from '../../../tools/feature/document-text.ts';
import { mergeFragment } from '../../../tools/feature/merge-fragment.ts';
import { plainForm } from '../../../tools/feature/plain-form.ts';
import { takeBack } from '../../../tools/feature/plan-removal.ts';

const EMPTY = 'openapi: 3.0.3\ninfo: { title: T, version: 1.0.0 } # a beginning\npaths: {}\n';
const mood = { feature: 'pet_mood', description: 'How pets are' };
const naps = { feature: 'naps', description: 'When pets sleep' };

function merged(text: string, request: typeof mood) {
  const fragment = new Document(plainForm(request), { aliasDuplicateObjects: false });
  completeFragment(fragment, request, parse(text));
  const document = new DocumentText(text);
  const { operations, ...made } = mergeFragment(document, fragment, request.description);
  return { text: document.text, manifest: { request, operations: operations.map(({ method, path }) => `${method} ${path}`), schemes: [], files: {}, ...made } };
}

const first = merged(EMPTY, mood);
const second = merged(first.text, naps);

test('a document without the house’s components gets those that are referred to, and they are taken back with the last who does', () => {
  expect([...first.manifest.standard].sort()).toEqual([
    'headers/Allow',
    'headers/NoStore',
    'headers/RequestId',
    'responses/UncachedProblem',
    'schemas/Problem',
    'schemas/Violation',
  ]);
  expect(second.manifest.standard).toEqual([]);
  // The second stays, and holds on to them.
  const without = takeBack(second.text, first.manifest);
  expect(without.faults).toEqual([]);
  expect([...without.kept].sort()).toEqual([...first.manifest.standard].sort());
  expect(Object.keys(parse(without.document).components.schemas)).toEqual(['Problem', 'Violation', 'NapsResponse']);
  expect(takeBack(first.text, first.manifest)).toEqual({ document: EMPTY, faults: [], kept: [] });
});

test('what two features have in common stays until neither needs it', () => {
  expect(takeBack(second.text, second.manifest).document).toBe(first.text);
});
