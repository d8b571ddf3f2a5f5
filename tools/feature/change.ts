/** A file that is made, changed or removed. */
export interface Change {
  /** Below the root of the repository, with slashes. */
  readonly path: string;
  /** What the file is for. */
  readonly about: string;
  /** Its text now; absent if the file does not exist. */
  readonly before?: string;
  /** Its planned text; absent if the file is removed. */
  readonly after?: string;
}

export type Action = 'create' | 'change' | 'remove';

export function actionOf({ before, after }: Change): Action {
  return before === undefined ? 'create' : after === undefined ? 'remove' : 'change';
}

/** Everything that a build does, before it does it. */
export interface Plan {
  /** The feature's folder; empty for the lists alone. */
  readonly feature: string;
  readonly changes: readonly Change[];
  readonly operations: readonly { readonly operationId: string; readonly method: string; readonly path: string }[];
  /** What is left for people to do. */
  readonly checklist: readonly string[];
  /** What was decided where the request says nothing. */
  readonly notes: readonly string[];
  /** Where the contract stands in the request, for faults that are found in the document: `/openapi`, or nowhere for the plain form. */
  readonly contract: string;
  /** Files whose type faults are there before the feature and after it. */
  readonly faulty?: readonly string[];
  /** Test files to run. */
  readonly tests: readonly string[];
  readonly next: string;
}
