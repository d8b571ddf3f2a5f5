/** `npm run feature`: makes a complete, running feature from a request. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { featureSpec } from './feature/command.ts';

await runCommand(createCommand(featureSpec));
