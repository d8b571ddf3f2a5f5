import { ConfigError, readConfig } from '../src/config.ts';

const limits: { name: string; path: (config: ReturnType<typeof readConfig>) => unknown; fallback: number; allowed: string; example: string }[] = [
  { name: 'HANDLER_TIMEOUT_MS', path: (config) => config.requestLimits.handlerTimeoutMs, fallback: 30_000, allowed: '0 to 3600000', example: '0' },
  { name: 'BODY_MEMORY_BYTES', path: (config) => config.requestLimits.bodyMemoryBytes, fallback: 134_217_728, allowed: '0 to 9999999999', example: '1000' },
  { name: 'FORM_FILE_LIMIT', path: (config) => config.requestLimits.formFileLimit, fallback: 1000, allowed: '0 to 100000', example: '5' },
  { name: 'JSON_DEPTH_LIMIT', path: (config) => config.requestLimits.jsonDepthLimit, fallback: 256, allowed: '1 to 2000', example: '64' },
  { name: 'PROBLEM_BYTES', path: (config) => config.requestLimits.problemBytes, fallback: 65_536, allowed: '8192 to 1048576', example: '10000' },
  { name: 'MAX_CONNECTIONS', path: (config) => config.connectionLimits.connections, fallback: 10_000, allowed: '1 to 1000000', example: '500' },
  { name: 'PIPELINED_REQUESTS', path: (config) => config.connectionLimits.pipelinedRequests, fallback: 32, allowed: '1 to 10000', example: '1' },
  { name: 'WRITE_TIMEOUT_MS', path: (config) => config.connectionLimits.writeTimeoutMs, fallback: 30_000, allowed: '0 to 3600000', example: '100' },
  { name: 'EVENT_LOOP_DELAY_MS', path: (config) => config.connectionLimits.eventLoopDelayMs, fallback: 100, allowed: '0 to 60000', example: '200' },
];

test.each(limits)('$name has a default, and takes what is allowed', ({ name, path, fallback, example }) => {
  expect(path(readConfig({}))).toBe(fallback);
  expect(path(readConfig({ [name]: example }))).toBe(Number(example));
});

test.each(limits)('$name refuses anything else with a line that says what is allowed', ({ name, allowed }) => {
  for (const value of ['-1', '1.5', 'many', '99999999999']) {
    expect(() => readConfig({ [name]: value })).toThrow(new ConfigError(`${name} must be a whole number from ${allowed}; got ${JSON.stringify(value)}.`));
  }
});

test('every bad setting has its line', () => {
  expect(() => readConfig({ PORT: 'x', MAX_CONNECTIONS: '0' })).toThrow(/^PORT must be .*\nMAX_CONNECTIONS must be .*$/);
});
