/** `npm run release-notes`: the section of CHANGELOG.md about a release. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { releaseNotesSpec } from './release-notes/command.ts';

await runCommand(createCommand(releaseNotesSpec));
