import { createProgram, runCommand } from '@petsage/openapi-compiler/command-line';
import { contractCommand } from './contract/contract.ts';
import { mockCommand } from './mock/mock.ts';

const program = createProgram(
  {
    name: 'openapi-checks',
    description: 'A mock server and contract checks for any OpenAPI document and service.',
    examples: ['$0 mock --document openapi.yaml', '$0 contract --document openapi.yaml --service http://localhost:8080'],
  },
  [mockCommand(), contractCommand()],
);
await runCommand(program);
