import { readFileSync } from 'node:fs';
import type { Severity } from '../diagnostics/codes.ts';
import type { Diagnostic, Finding, TextFinding } from '../diagnostics/diagnostic.ts';
import type { JsonObject } from '../json.ts';
import { type Bundle, bundle } from './bundle.ts';
import { FileSet, shown } from './file-set.ts';
import type { ExactAt } from './int64.ts';
import { OverlaidDocument } from './overlaid-document.ts';
import { type OverlayFinding, readOverlay } from './overlay.ts';
import type { Origin, Source } from './source.ts';
import { SourceDocument } from './source-document.ts';

export interface LoadOptions {
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders?: readonly string[];
  /** Files with changes to the document (OpenAPI Overlay 1.1), which are applied in order. */
  readonly overlays?: readonly string[];
}

/**
 * Reads a document, the files that it refers to, and overlays.
 *
 * @throws RefusedDocument if a file cannot be parsed; the error of the file system if the document, an overlay or an allowed folder cannot be
 *   read
 */
export function loadSource(path: string, { allowFolders = [], overlays = [] }: LoadOptions = {}): Source {
  const files = new FileSet(path, allowFolders);
  const bundled = bundle(files);
  const main = files.documents.get(files.main) as SourceDocument;
  if (files.documents.size === 1 && overlays.length === 0 && bundled.unresolved.size === 0) return main;
  const loaded = new LoadedSource(files, bundled);
  for (const overlay of overlays) loaded.apply(overlay);
  return loaded;
}

/** What was found in a file other than the main one, or in an overlay. */
interface OwnedFinding extends TextFinding {
  readonly document: SourceDocument;
}

/** A document of several files, or with overlays. */
class LoadedSource implements Source {
  readonly #files: FileSet;
  readonly #bundle: Bundle;
  readonly #overlaid: OverlaidDocument;
  /** By the name that origins have. */
  readonly #overlays = new Map<string, SourceDocument>();
  readonly #findings: (Finding | OwnedFinding)[] = [];

  constructor(files: FileSet, bundled: Bundle) {
    this.#files = files;
    this.#bundle = bundled;
    this.#overlaid = new OverlaidDocument(files.main, bundled.root);
    for (const document of files.documents.values()) this.#own(document);
  }

  /** Findings in a text keep the file whose text it is. */
  #own(document: SourceDocument): void {
    this.#findings.push(...document.findings.map((finding) => ({ ...(finding as TextFinding), document })));
  }

  apply(path: string): void {
    const text = readFileSync(path, 'utf8');
    const overlay = readOverlay(shown(path), text);
    const document = new SourceDocument(shown(path), text, 'collect');
    this.#overlays.set(overlay.file, document);
    this.#own(document);
    const findings = overlay.findings.some(({ severity }) => severity === 'error') ? overlay.findings : [...overlay.findings, ...this.#overlaid.apply(overlay)];
    this.#findings.push(...findings.map((finding) => overlayFinding(finding, document)));
  }

  get root(): JsonObject {
    return this.#overlaid.root;
  }

  get findings(): readonly (Finding | TextFinding)[] {
    return this.#findings;
  }

  get texts(): readonly string[] {
    return [...this.#files.documents.values(), ...this.#overlays.values()].flatMap(({ texts }) => texts);
  }

  #originOf(pointer: string): { readonly document: SourceDocument; readonly pointer: string } {
    const origin: Origin = this.#overlaid.originOf(pointer);
    const overlay = this.#overlays.get(origin.file);
    if (overlay !== undefined) return { document: overlay, pointer: origin.pointer };
    const { file, pointer: at } = this.#bundle.originOf(origin.pointer);
    return { document: this.#files.documents.get(file) as SourceDocument, pointer: at };
  }

  readonly exactAt: ExactAt = (pointer) => {
    const { document, pointer: at } = this.#originOf(pointer);
    return document.exactAt(at);
  };

  positions(pointers: readonly string[]): string[] {
    const origins = pointers.map((pointer) => this.#originOf(pointer));
    const main = this.#files.documents.get(this.#files.main);
    const found = new Map(
      [...Map.groupBy(origins, ({ document }) => document)].flatMap(([document, own]) => {
        const positions = document.positions(own.map(({ pointer }) => pointer));
        return own.map((origin, index) => [origin, document === main ? positions[index] : `${document.file}:${positions[index]}`] as const);
      }),
    );
    return origins.map((origin) => found.get(origin) as string);
  }

  diagnostics<F extends Finding | TextFinding>(findings: readonly F[], severityOf: (finding: F) => Severity): Diagnostic[] {
    const placed = findings.map((given) => {
      if ('document' in given) return { document: (given as unknown as OwnedFinding).document, given, finding: given };
      const { document, pointer } = this.#originOf('pointer' in given ? given.pointer : '');
      return { document, given, finding: { ...given, pointer } as F };
    });
    const byDocument = Map.groupBy(placed, ({ document }) => document);
    return [...this.#files.documents.values(), ...this.#overlays.values()].flatMap((document) => {
      const own = byDocument.get(document) ?? [];
      const severities = new Map(own.map(({ finding, given }) => [finding, severityOf(given)]));
      return document.diagnostics(
        own.map(({ finding }) => finding),
        (finding) => severities.get(finding) as Severity,
      );
    });
  }

  whyUnresolved(pointer: string): string | undefined {
    const { file, pointer: at } = this.#overlaid.originOf(pointer);
    return this.#overlays.has(file) ? undefined : this.#bundle.unresolved.get(at);
  }
}

function overlayFinding({ severity, pointer, reason }: OverlayFinding, document: SourceDocument): OwnedFinding {
  return { code: severity === 'error' ? 'invalid-overlay' : 'unmatched-overlay-action', offset: document.offset(pointer), reason, document };
}
