/** `npm run dev`: the service, restarted on a change of the code, and regenerated on a change of the document. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';

const command = createCommand({
  name: 'npm run dev --',
  description: 'Runs the service with debug logs, restarts it when src/ or generated/ change, and regenerates when openapi/ changes.',
  examples: ['$0', 'PORT=8080 npm run dev'],
  notes: 'The service reads the same environment variables as npm start.',
  exitCodes: '0 ended by a signal, 2 misused',
  parse: () => undefined,
  run: async () => (await import('./dev/run-service.ts')).runService(),
});
await runCommand(command);
