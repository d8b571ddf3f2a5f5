/** `npm run build`: writes `dist/`, from which `npm start` runs the service, and the packages for npm. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { buildSpec } from './build/command.ts';

await runCommand(createCommand(buildSpec));
