/** `npm run smoke`, and the command `petsage-smoke`: waits until a deployed service responds as the contract declares. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { smokeSpec } from './smoke/command.ts';

// No top-level await: this program is also bundled as CommonJS, which has none.
void runCommand(createCommand(smokeSpec));
