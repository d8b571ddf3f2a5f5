/** What the checks work with; every path is absolute. */
export interface CheckOptions {
  /** The OpenAPI document. */
  readonly document: string;
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders: readonly string[];
  /** Lint rules, a configuration of Redocly CLI; undefined for the one that the CLI finds, else its recommended rules. */
  readonly rules: string | undefined;
  /** The folder that `openapi-compile` wrote for the document; undefined if there is none. */
  readonly generated: string | undefined;
  /** The released document to compare with; undefined for that of the last git tag. */
  readonly base: string | undefined;
  /** Where to write the changes since the release, as Markdown: a file, or `-` for stdout. */
  readonly changelog: string | undefined;
  /** The URL of a running service. */
  readonly service: string | undefined;
  /** A Node program that serves the document, started where no service is running. */
  readonly ownService: string | undefined;
  /** A shell command that creates in the service what the checks need. */
  readonly setUp: string | undefined;
  /** How many requests to generate, at least. */
  readonly cases: number;
  /** The seed of generated requests. */
  readonly seed: number;
  /** Properties and headers of a response that may differ from the example, in lower case. */
  readonly varies: readonly string[];
}

/** What a check found. */
export interface CheckOutcome {
  /** One or more lines for each fault; empty when the check passed. */
  readonly faults: readonly string[];
  /** What was checked, in a few words. */
  readonly done?: string;
  /** What could not be checked, and why. */
  readonly notRun?: string;
}

/** One of the contract checks. */
export interface Check {
  /** Whether it needs a running service. */
  readonly needsService?: true;
  run(options: CheckOptions): Promise<CheckOutcome>;
}
