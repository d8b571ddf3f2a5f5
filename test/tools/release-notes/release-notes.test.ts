import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseNotes, requireVersion } from '../../../tools/release-notes/release-notes.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

- Not yet.

## [1.10.0] - 2026-03-01

### Added

- More ([how](docs/more.md#how), [specification](https://www.example.com/)).

## [1.1.0] - 2026-02-01

- Less.

## [1.0.0] - 2026-01-01

`;

const LINKS = 'https://github.com/petsage/api/blob/v1.10.0/';
const cases = [
  { name: 'a section ends at the next', version: '1.1.0', want: '- Less.\n' },
  {
    name: 'links to files get an address',
    version: '1.10.0',
    links: LINKS,
    want: `### Added\n\n- More ([how](${LINKS}docs/more.md#how), [specification](https://www.example.com/)).\n`,
  },
];
test.each(cases)('$name', ({ version, links, want }) => expect(releaseNotes(CHANGELOG, version, links)).toBe(want));

test.each([
  { name: 'an empty section', version: '1.0.0', want: 'The section "## [1.0.0]" of CHANGELOG.md must say what changes; it is empty.' },
  { name: 'the beginning of another version', version: '1.1', want: 'CHANGELOG.md must have a section "## [1.1] - YYYY-MM-DD"; there is none.' },
])('$name is refused', ({ version, want }) => expect(() => releaseNotes(CHANGELOG, version)).toThrow(want));

describe('the version of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'release-notes-'));
  beforeAll(() => {
    mkdirSync(join(folder, 'packages/a'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"1.1.0"}');
    writeFileSync(join(folder, 'packages/a/package.json'), '{"version":"1.0.0"}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('must be that of every package', () => {
    expect(() => requireVersion(folder, '1.0.0')).toThrow('The version of package.json must be 1.0.0, as the tag says; it is 1.1.0.');
    expect(() => requireVersion(folder, '1.1.0')).toThrow('The version of packages/a/package.json must be 1.1.0, as the tag says; it is 1.0.0.');
  });

  test('is that of this repository', () => {
    const root = join(__dirname, '../../..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(() => requireVersion(root, version)).not.toThrow();
  });
});
