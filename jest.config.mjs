import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  // Many tests wait, for time to pass or for a child process, so two more than there are cores is faster. Scripts with `--testMatch`
  // start programs or measure, so they get only one more.
  maxWorkers: availableParallelism() + (process.argv.includes('--testMatch') ? 1 : 2),
  roots: ['<rootDir>/test', '<rootDir>/packages'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'json'],
  testTimeout: 30_000,
  testEnvironmentOptions: { customExportConditions: ['@petsage/source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/test/fixtures/'],
  modulePathIgnorePatterns: ['/packages/[^/]+/dist/', '<rootDir>/test/corpora/'],
};
