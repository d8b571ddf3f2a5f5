/** `npm run test:kubernetes`: the image and the manifests of deploy/ on a real cluster, under load. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { kubernetesSpec } from './command.ts';

await runCommand(createCommand(kubernetesSpec));
