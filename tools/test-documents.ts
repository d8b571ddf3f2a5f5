/** `npm run test:documents`: compiles, type-checks and serves documents that others publish. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { documentsSpec } from './documents/command.ts';

await runCommand(createCommand(documentsSpec));
