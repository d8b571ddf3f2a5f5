/** `npm run test:json-schema`: runs the official JSON Schema test suite through generated validators. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { jsonSchemaSpec } from './json-schema/command.ts';

await runCommand(createCommand(jsonSchemaSpec));
