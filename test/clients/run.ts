/** `npm run test:clients`: makes a client in every language, builds it where that is possible, and calls the service with it. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { clientsSpec } from './options.ts';

await runCommand(createCommand(clientsSpec));
