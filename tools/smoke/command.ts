import { type CommandSpec, EXIT, parseDuration, quoted, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import type { SmokeOptions } from './smoke.ts';

interface Values {
  readonly wait: string;
  readonly interval: string;
  readonly timeout: string;
  readonly maxSkew: string;
  readonly expectVersion?: string;
  readonly count?: string;
  readonly json?: true;
}

interface Options extends SmokeOptions {
  readonly json: boolean;
}

export const smokeSpec: CommandSpec<Values, Options> = {
  name: 'petsage-smoke',
  description: 'Waits until a deployed service responds to its smoke test as the contract declares.',
  examples: [
    'npm run smoke -- http://localhost:3000',
    'npm run smoke -- http://localhost:3000/api/v1/smoke-test',
    '$0 https://api.petsage.example/v1 --wait 5m --expect-version 1.2.0',
    'NODE_EXTRA_CA_CERTS=ca.pem $0 https://staging.internal --count 100 --json',
  ],
  notes: `
URL may have a path, which stands in front of the service's paths; that of the smoke test itself may follow it.
TIME is a number with ms, s, m or h. Without --wait, the service is called once. A redirection, a service that has
nothing at this path, and a response that is not HTTP end the wait at once.
Progress goes to stderr, the result to stdout.`,
  exitCodes: '0 it responds as the contract declares, 1 it does not, and the last fault says why, 2 misused',
  define: (command) =>
    command
      .argument('<url>', 'the http or https URL of the service')
      .option('--wait <time>', 'how long to try, such as 60s after a deployment', '0s')
      .option('--interval <time>', 'between two attempts', '1s')
      .option('--timeout <time>', 'for one request', '5s')
      .option('--max-skew <time>', "between the timestamp of the response and this machine's clock", '60s')
      .option('--expect-version <version>', "wait for this info.version of the service's /openapi.json")
      .option('--count <number>', 'then send this many requests and report latencies, up to 1000000')
      .option('--json', 'print the result as one line of JSON'),
  parse(values, [url = '']) {
    if (values.expectVersion === '') throw new UsageError('--expect-version must be a version, such as 1.2.0; got "".');
    return {
      url: serviceUrl(url),
      waitMs: duration('wait', values.wait, 0),
      intervalMs: duration('interval', values.interval, 10),
      timeoutMs: duration('timeout', values.timeout, 1),
      maxSkewMs: duration('max-skew', values.maxSkew, 0),
      version: values.expectVersion,
      count: values.count === undefined ? 0 : wholeNumber('--count', values.count, 1, 1_000_000),
      json: values.json ?? false,
    };
  },
  async run(options) {
    const [{ smokeOperation }, { createProgress }, { reportJson, reportText }, { smoke }] = await Promise.all([
      import('./operation.ts'),
      import('./progress.ts'),
      import('./report.ts'),
      import('./smoke.ts'),
    ]);
    const { path } = smokeOperation();
    // People copy the URL of the smoke test itself, from the documentation or a browser.
    const expected = { ...options, url: options.url.endsWith(path) ? options.url.slice(0, -path.length) : options.url };
    const progress = createProgress(process.stderr, process.env['TERM']);
    const outcome = await smoke(expected, (fault) => progress.update(fault));
    progress.end();
    process.stdout.write((options.json ? reportJson : reportText)(expected, outcome));
    return outcome.ok ? EXIT.done : EXIT.failed;
  },
};

function serviceUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // URL does not show an empty query or fragment.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '' || /[?#]/.test(text)) {
    throw new UsageError(`URL must be an absolute http or https URL without user, query and fragment, such as http://localhost:3000; got ${quoted(text)}.`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function duration(name: string, text: string, minMs: number): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < minMs)
    throw new UsageError(
      `--${name} must be a number with ms, s, m or h, from ${minMs}ms to 24h, such as ${/^\d{1,5}$/.test(text) ? `${text}s` : '1.5s'}; got ${quoted(text)}.`,
    );
  return ms;
}
