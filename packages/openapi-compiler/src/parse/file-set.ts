import { readFileSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SourceDocument } from './source-document.ts';

/** A file that a reference leads to, or why it is not read. */
export type FileResult = { readonly path: string; readonly document: SourceDocument } | { readonly reason: string };

/** The files of a document. Only files in its folder are read, and in folders that are allowed; nothing is fetched. */
export class FileSet {
  /** By path, symbolic links resolved, in the order in which they were read. */
  readonly documents = new Map<string, SourceDocument>();
  readonly main: string;
  readonly #folders: readonly string[];

  /**
   * @param path         of the document
   * @param allowFolders further folders whose files may be read
   * @throws RefusedDocument if the document cannot be parsed; the error of the file system if it, or an allowed folder, cannot be read
   */
  constructor(path: string, allowFolders: readonly string[] = []) {
    this.main = realpathSync(path);
    this.#folders = [dirname(this.main), ...allowFolders.map((folder) => realpathSync(folder))];
    this.#read(this.main);
  }

  /**
   * The file that a reference leads to.
   *
   * @param from the path of the file with the reference
   * @param uri  the reference without its fragment
   */
  file(from: string, uri: string): FileResult {
    const base = pathToFileURL(from).href;
    if (!URL.canParse(uri, base)) return { reason: `${uri} is not a URI reference` };
    const url = new URL(uri, base);
    if (url.protocol !== 'file:' || url.host !== '') return { reason: `${uri} is not fetched; save it beside the document, and refer to the file` };
    let path: string;
    try {
      path = realpathSync(fileURLToPath(url));
    } catch {
      return { reason: `there is no file ${shown(fileURLToPath(url))}; correct the reference` };
    }
    if (!this.#folders.some((folder) => isInside(path, folder)))
      return { reason: `${shown(path)} is outside of the document's folder; allow its folder with \`--allow-folder\`` };
    try {
      return { path, document: this.documents.get(path) ?? this.#read(path) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return { reason: `${shown(path)} cannot be read: ${(error as NodeJS.ErrnoException).code}` };
    }
  }

  #read(path: string): SourceDocument {
    const document = new SourceDocument(shown(path), readFileSync(path, 'utf8'), 'collect');
    this.documents.set(path, document);
    return document;
  }
}

/** Whether a path is the folder or inside it. Both are absolute and normalized, as by `resolve` or `realpath`. */
export const isInside = (path: string, folder: string) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

/** A path as messages name it. */
export const shown = (path: string): string => relative(process.cwd(), resolve(path)) || path;
