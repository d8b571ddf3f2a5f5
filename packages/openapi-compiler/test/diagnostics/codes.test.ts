import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { diagnosticsOf } from '../../../../test/support/refusal.ts';
import { compileDocument, compileFile } from '../../src/compile.ts';
import { CODES, type Code, isCode, nearestCode, specOf } from '../../src/diagnostics/codes.ts';
import { type Diagnostic, formatDiagnostic, RefusedDocument } from '../../src/diagnostics/diagnostic.ts';

interface Section {
  readonly code: Code;
  readonly heading: string;
  readonly example: string;
  readonly allow: readonly string[];
  readonly output: string;
  /** An overlay that is applied to the example. */
  readonly overlay: string;
}

/** The page that pins the message of each code. */
const PAGE = readFileSync(join(__dirname, '../../../../docs/diagnostics.md'), 'utf8');
const SECTION = /^### (\S+)\n\n(.*)\n\n```yaml(.*)\n([\s\S]*?)```\n\n(?:With this overlay:\n\n```yaml\n([\s\S]*?)```\n\n)?```\n([\s\S]*?)\n```\n/gm;
const sections = [...PAGE.matchAll(SECTION)].map(
  ([, code, heading = '', options = '', example = '', overlay = '', output = '']): Section => ({
    code: code as Code,
    heading,
    example,
    allow: options.split(' --allow ').slice(1),
    overlay,
    output,
  }),
);

const shortened = (diagnostic: Diagnostic) => ({ ...diagnostic, file: basename(diagnostic.file) });

/** What is found in a document with an overlay, as if both were in the current folder. */
function overlaidDiagnostics(document: string, overlay: string): readonly Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), 'codes-'));
  const [file, overlayFile] = ['openapi.yaml', 'overlay.yaml'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(file, document);
  writeFileSync(overlayFile, overlay);
  try {
    return compileFile(file, { overlays: [overlayFile] }).diagnostics.map(shortened);
  } catch (error) {
    if (error instanceof RefusedDocument) return error.diagnostics.map(shortened);
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As the page says that its examples are completed. */
function completed(example: string): string {
  if (example.startsWith('openapi:')) return example;
  return `openapi: 3.0.3\ninfo: { title: T, version: '1' }\n${example}${/^paths:/m.test(example) ? '' : 'paths: {}\n'}`;
}

test('docs/diagnostics.md has a section for each code, in the order of the code, and no other', () => {
  expect(sections.map(({ code }) => code)).toEqual(Object.keys(CODES));
  expect(PAGE.match(/^### /gm)).toHaveLength(sections.length);
});

const LOWERED = { served: 'yes', 'left-out': 'leaves out the operations concerned', never: 'no' };

test.each(sections)('the page says what $code means, its severity and what --allow does', ({ code, heading }) => {
  const { severity, lowering, summary } = specOf(code);
  expect(heading).toBe(`${summary} (${severity}${lowering === undefined ? '' : `; \`--allow\`: ${LOWERED[lowering]}`})`);
});

test.each(sections)('the example of $code has this finding, printed as the page says, and no other', ({ code, example, allow, overlay, output }) => {
  const found = overlay === '' ? diagnosticsOf(completed(example), { allow }, 'openapi.yaml') : overlaidDiagnostics(completed(example), overlay);
  const shown = found.filter((diagnostic) => diagnostic.code === code);
  expect(shown.map(formatDiagnostic).join('\n')).toBe(output);
  expect(found.filter((diagnostic) => diagnostic.code !== code && !allow.includes(diagnostic.code))).toEqual([]);
});

const lowered = sections.filter(({ code }) => !['never', undefined].includes(specOf(code).lowering));
test.each(lowered)('with --allow $code, the example is compiled and has a warning', ({ code, example }) => {
  const { files, diagnostics } = compileDocument('openapi.yaml', completed(example), { allow: [code] });
  expect(diagnostics.filter((diagnostic) => diagnostic.code === code).map(({ severity }) => severity)).toContain('warning');
  expect(files.has('operations.cjs')).toBe(true);
  const isLeftOut = diagnostics.some((diagnostic) => diagnostic.code === 'operation-left-out');
  expect(isLeftOut).toBe(specOf(code).lowering === 'left-out' && /operationId: /.test(example));
});

test('errors say whether they can be allowed, and nothing else does', () => {
  const wrong = Object.values(CODES).filter((spec) => (spec.severity === 'error') !== 'lowering' in spec);
  expect(wrong).toEqual([]);
  expect(Object.keys(CODES).filter((code) => !/^[a-z]+(?:-[a-z\d.]+)+$/.test(code))).toEqual([]);
});

const misspelt: { given: string; want: Code }[] = [
  { given: 'invalid-pth', want: 'invalid-path' },
  { given: 'unknown-fields', want: 'unknown-field' },
  { given: 'mergekey', want: 'merge-key' },
  { given: 'INVALID-STYLE', want: 'invalid-style' },
];
test.each(misspelt)('the code nearest to $given is $want', ({ given, want }) => {
  expect(nearestCode(given)).toBe(want);
});

test('names that every object has are not codes', () => {
  expect(['constructor', '__proto__', 'toString'].filter(isCode)).toEqual([]);
});
