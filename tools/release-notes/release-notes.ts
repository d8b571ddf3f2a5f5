import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a release cannot be made of this checkout, in one line. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

/**
 * @param root of a checkout
 * @throws ReleaseError if `package.json`, or that of a package, has another version
 */
export function requireVersion(root: string, version: string): void {
  for (const file of ['package.json', ...globSync('packages/*/package.json', { cwd: root }).sort()]) {
    const { version: found } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string };
    if (found !== version) throw new ReleaseError(`The version of ${file} must be ${version}, as the tag says; it is ${found}.`);
  }
}

/**
 * @param changelog in the form of Keep a Changelog
 * @param links the URL of the changelog's folder, for its relative links
 * @returns what the section `## [version]` has below its heading, Markdown
 * @throws ReleaseError if there is no such section, or nothing in it
 */
export function releaseNotes(changelog: string, version: string, links?: string): string {
  const heading = `## [${version}]`;
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading} `));
  if (start === -1) throw new ReleaseError(`CHANGELOG.md must have a section "${heading} - YYYY-MM-DD"; there is none.`);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  const section = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
  if (section.trim() === '') throw new ReleaseError(`The section "${heading}" of CHANGELOG.md must say what changes; it is empty.`);
  const text = links === undefined ? section : section.replace(/\]\((?!https?:)([^)\s]+)\)/g, (_all, path: string) => `](${new URL(path, links)})`);
  return `${text.trim()}\n`;
}
