/** What the checks are made of and with; every path is absolute. */
export interface CheckOptions {
  /** The OpenAPI document. */
  readonly document: string;
  /** Lint rules, a configuration of Redocly CLI. */
  readonly rules: string;
  /** The folder that `npm run generate` wrote for the document; undefined where there is none. */
  readonly generated: string | undefined;
  /** The released document to compare with; undefined for that of the last git tag. */
  readonly base: string | undefined;
  /** Where the changes since the release go, as Markdown: a file, or `-` for stdout. */
  readonly changelog: string | undefined;
  /** The origin of a running service. */
  readonly service: string | undefined;
  /** Whether this repository's own service is to be started. */
  readonly ownService: boolean;
  /** How many requests are made up, at least. */
  readonly cases: number;
  /** What the made-up requests follow from. */
  readonly seed: number;
  /** Members and header fields of an answer that need not be as in the example. */
  readonly varies: readonly string[];
}

/** What a check found. */
export interface Outcome {
  /** A line or more for each fault; none when all is well. */
  readonly faults: readonly string[];
  /** What was checked, in a few words. */
  readonly done?: string;
  /** What could not be checked, and why. */
  readonly notRun?: string;
}

/** One of the contract's checks. */
export interface Check {
  readonly name: string;
  readonly about: string;
  /** Whether a service has to run. */
  readonly calls?: true;
  run(options: CheckOptions): Promise<Outcome>;
}
