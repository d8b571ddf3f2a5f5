/** `npm run client`: generates a client for the API in another language. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { clientSpec } from './client/command.ts';

await runCommand(createCommand(clientSpec));
