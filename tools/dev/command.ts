import type { CommandSpec } from '@petsage/openapi-checks/lib';

export const devSpec: CommandSpec<object, undefined> = {
  name: 'npm run dev --',
  description: 'Runs the service with debug logs, restarts it when src/ or generated/ change, and regenerates when openapi/ changes.',
  examples: ['$0', 'PORT=8080 npm run dev'],
  notes: 'The service reads the same environment variables as npm start.',
  exitCodes: '0 ended by a signal, 2 misused',
  parse: () => undefined,
  run: async () => (await import('./run-service.ts')).runService(),
};
