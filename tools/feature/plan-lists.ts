import type { Change, Plan } from './change.ts';
import { FEATURES_FOLDER, FEATURES_LIST, featuresIn, featuresListText } from './features-list.ts';
import { formatted } from './format.ts';
import { handlersIn, SECURITY_FOLDER, SECURITY_LIST, securityListText } from './security-list.ts';
import { changeOf, textsAfter } from './tree.ts';

/**
 * Writes the lists of features and of security handlers from their folders.
 *
 * @param planned files that are made or removed in the same plan
 * @returns the changes; none for a list that stays as it is
 * @throws FailedBuild for a file in a folder that exports something unexpected
 */
export function listChanges(root: string, planned: readonly Pick<Change, 'path' | 'after'>[] = []): Change[] {
  const features = featuresListText(featuresIn(textsAfter(root, FEATURES_FOLDER, planned)));
  const security = securityListText(handlersIn(textsAfter(root, SECURITY_FOLDER, planned)));
  return [
    ...changeOf(root, FEATURES_LIST, 'the list that names every feature', formatted(root, FEATURES_LIST, features)),
    ...changeOf(root, SECURITY_LIST, 'the list that names every security handler', formatted(root, SECURITY_LIST, security)),
  ];
}

/** Plans the lists alone, for a developer who added or removed a file by hand. */
export function planLists(root: string): Plan {
  return { feature: '', changes: listChanges(root), operations: [], checklist: [], notes: [], contract: '', tests: [], next: 'npm run typecheck' };
}
