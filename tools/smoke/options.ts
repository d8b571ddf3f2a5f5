import { quoted, readArguments, wholeNumber } from '../arguments.ts';
import { parseDuration } from './duration.ts';
import type { SmokeOptions } from './smoke.ts';

export const HELP = `Waits until a deployed service answers its smoke test by the contract.

Usage
  npm run smoke -- URL [options]
  petsage-smoke URL [options]

Options
  --wait TIME           how long to try; 0s tries once (default 60s)
  --interval TIME       between two attempts (default 1s)
  --timeout TIME        for one request (default 5s)
  --max-skew TIME       between the timestamp of the answer and this machine's clock (default 60s)
  --expect-version V    wait for this version, info.version of the service's /openapi.json
  --count N             then call it N times and report latencies, N up to 1000000
  --json                the result as one line of JSON
  --help                this text

URL is where the service is reached: http or https, with the path that stands in front of it, if any.
TIME is a number with ms, s, m or h.

Examples
  npm run smoke -- http://localhost:3000
  npm run smoke -- https://api.petsage.example/v1 --wait 5m --expect-version 1.2.0
  NODE_EXTRA_CA_CERTS=ca.pem petsage-smoke https://staging.internal --count 100 --json

Progress goes to stderr, the result to stdout.
Exit codes: 0 it answers by the contract, 1 it does not, and the last fault says why, 2 misused.
`;

export interface Command extends SmokeOptions {
  readonly json: boolean;
}

/**
 * Reads the command line.
 *
 * @returns undefined when help is asked for
 * @throws Error with one line that names the option, its value and what is allowed
 */
export function parseCommand(args: string[]): Command | undefined {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: {
      wait: { type: 'string', default: '60s' },
      interval: { type: 'string', default: '1s' },
      timeout: { type: 'string', default: '5s' },
      'max-skew': { type: 'string', default: '60s' },
      'expect-version': { type: 'string' },
      count: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (positionals.length !== 1) throw new Error(`One URL is wanted, and ${positionals.length === 0 ? 'there is none' : `there are ${positionals.length}`}.`);
  if (values['expect-version'] === '') throw new Error('--expect-version is empty; allowed is a version such as 1.2.0.');
  return {
    url: serviceUrl(positionals[0] as string),
    waitMs: duration('wait', values.wait, 0),
    intervalMs: duration('interval', values.interval, 10),
    timeoutMs: duration('timeout', values.timeout, 1),
    maxSkewMs: duration('max-skew', values['max-skew'], 0),
    version: values['expect-version'],
    count: values.count === undefined ? 0 : wholeNumber('--count', values.count, 1, 1_000_000),
    json: values.json,
  };
}

function serviceUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // An empty query or fragment is one, too; URL does not tell.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '' || /[?#]/.test(text)) {
    throw new Error(`URL is ${quoted(text)}; allowed is an absolute http or https URL without user, query and fragment, such as http://localhost:3000.`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function duration(name: string, text: string, minMs: number): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < minMs)
    throw new Error(`--${name} is ${JSON.stringify(text)}; allowed is a number with ms, s, m or h, from ${minMs}ms to 24h, such as 1.5s.`);
  return ms;
}
