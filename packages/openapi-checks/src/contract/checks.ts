import type { Check, CheckOptions } from './check.ts';

/** The contract checks in the order in which they run, with what the help says of them. */
export const ABOUT = {
  lint: 'the document follows its lint rules',
  drift: 'the generated folder is what the document compiles to',
  breaking: 'changes that break clients of the last release come with a new major version',
  conformance: 'the running service responds as the document declares',
  examples: 'every example is valid, and the service responds with it',
} as const;

export type CheckName = keyof typeof ABOUT;
export const CHECK_NAMES = Object.keys(ABOUT) as CheckName[];

/** Loads one check, and the packages that it needs. */
export const loadCheck: Readonly<Record<CheckName, () => Promise<Check>>> = {
  lint: async () => (await import('../lint/lint.ts')).lint,
  drift: async () => (await import('../drift.ts')).drift,
  breaking: async () => (await import('../breaking/breaking.ts')).breaking,
  conformance: async () => (await import('../conformance/conformance.ts')).conformance,
  examples: async () => (await import('../examples/examples.ts')).examples,
};

/** The parsed command line. */
export interface ContractOptions extends CheckOptions {
  /** The checks to run. */
  readonly only: readonly CheckName[];
  /** The checks that fail if they cannot be run, or not in full. */
  readonly require: readonly CheckName[];
  /** Files of exceptions. */
  readonly exceptions: readonly string[];
  /** A command that starts the service. */
  readonly start: string | undefined;
}
