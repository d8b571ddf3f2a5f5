import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import { isInside } from '@petsage/openapi-compiler/internal';
import { ScratchFolder } from '../lib/scratch-folder.ts';

/** The released document, in a folder that `remove` deletes. */
export interface ReleasedDocument {
  readonly path: string;
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders: readonly string[];
  /** The tag. */
  readonly name: string;
  /** How messages name a file of it, given the path from the working directory: as git does, `v1.0.0:openapi.yaml`. */
  readonly nameOf: (file: string) => string;
  remove(): void;
}

/** Thrown when no release can be found. */
export class NoRelease extends Error {
  override readonly name = 'NoRelease';
}

/**
 * Gets the document of the last release: of the highest tag `vX.Y.Z` that HEAD descends from. A tag of the current state is skipped, so
 * that a release is compared with the one before.
 *
 * Allowed folders are those of the release, too; one of which the release has no file, such as one outside of the repository, is used as it is.
 *
 * @param document     an absolute path, inside a work tree of git
 * @param allowFolders absolute paths
 * @throws NoRelease with what is missing and what to do
 */
export function releasedDocument(document: string, allowFolders: readonly string[] = []): ReleasedDocument {
  const folder = dirname(document);
  const git = (...args: string[]) => {
    const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: folder, maxBuffer: 1 << 28 });
    if (error !== undefined) throw new NoRelease('git is not installed; --base names the released document');
    return { ok: status === 0, text: String(stdout).trimEnd(), bytes: stdout, reason: String(stderr).trim() };
  };
  const top = git('rev-parse', '--show-toplevel');
  if (!top.ok) throw new NoRelease('the document is not in a git repository; --base names the released document');
  const folders = allowFolders.map((allowed) => realpathSync(allowed));
  // The files that the document may refer to belong to the release.
  const inRepository = [realpathSync(folder), ...folders].filter((path) => isInside(path, resolve(top.text)));
  const tag = lastRelease(git, inRepository);
  const prefix = git('rev-parse', '--show-prefix').text;
  const paths = git('ls-tree', '-r', '-z', '--name-only', '--full-tree', tag, '--', ...inRepository.map((path) => relative(top.text, path) || '.'))
    .text.split('\0')
    .filter((path) => /\.(?:ya?ml|json)$/.test(path));
  const own = `${prefix}${basename(document)}`;
  if (!paths.includes(own)) throw new NoRelease(`${tag} has no ${own}; --base names the released document`);
  const scratch = new ScratchFolder('released');
  // At its absolute path in the scratch folder, so that references out of the repository keep their targets, too.
  const place = (path: string) => join(scratch.path, relative(parse(path).root, path));
  const root = place(top.text);
  for (const path of paths) {
    const { ok, bytes, reason } = git('cat-file', 'blob', `${tag}:${path}`);
    if (!ok) {
      scratch.remove();
      throw new NoRelease(`${path} of ${tag} cannot be read: ${reason}`);
    }
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  // An outer folder first: once it is linked, so are those inside of it.
  for (const allowed of folders.toSorted()) {
    if (existsSync(place(allowed))) continue;
    mkdirSync(dirname(place(allowed)), { recursive: true });
    symlinkSync(allowed, place(allowed), 'junction');
  }
  const realRoot = realpathSync(root);
  const nameOf = (file: string) => {
    const path = realpathSync(file);
    return isInside(path, realRoot) ? `${tag}:${relative(realRoot, path)}` : relative(process.cwd(), path);
  };
  return { path: join(root, own), allowFolders: folders.map(place), name: tag, nameOf, remove: () => scratch.remove() };
}

type Git = (...args: string[]) => { readonly ok: boolean; readonly text: string };

function lastRelease(git: Git, folders: readonly string[]): string {
  const tags = (...args: string[]) =>
    git('tag', '--list', '--sort=-version:refname', ...args)
      .text.split('\n')
      .filter((name) => /^v\d+\.\d+\.\d+$/.test(name));
  const here = tags('--points-at', 'HEAD').filter((name) => git('diff', '--quiet', name, '--', ...folders).ok);
  const tag = tags('--merged', 'HEAD').find((name) => !here.includes(name));
  if (tag !== undefined) return tag;
  if (git('rev-parse', '--is-shallow-repository').text === 'true')
    throw new NoRelease(
      'the clone is shallow and has no tag vX.Y.Z of an earlier release; run `git fetch --unshallow --tags`, or name the released document with --base',
    );
  if (here[0] !== undefined) throw new NoRelease(`${here[0]} is the first release`);
  throw new NoRelease('there is no tag vX.Y.Z of an earlier release; --base names the released document');
}
