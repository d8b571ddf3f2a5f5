/** `npm run dev`: the service, restarted on a change of the code, and regenerated on a change of the document. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { devSpec } from './dev/command.ts';

await runCommand(createCommand(devSpec));
