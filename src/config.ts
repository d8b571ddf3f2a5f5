import { type BlockList, isIP } from 'node:net';
import {
  type ContractOptions,
  DEFAULT_BODY_LIMITS,
  DEFAULT_HANDLER_TIMEOUT_MS,
  DEFAULT_LIMITS,
  DEFAULT_PROBLEM_BYTES,
  type HttpLimits,
  parseAddressRanges,
} from '@petsage/openapi-koa';
import { LOG_LEVELS, type LogLevel } from './ops/log.ts';

/** The service's validated settings. */
export interface Config {
  readonly port: number;
  /** Undefined for all interfaces, IPv6 and IPv4. */
  readonly host: string | undefined;
  readonly logLevel: LogLevel;
  /** The port of `/livez`, `/readyz` and `/metrics`; undefined if they are on the port of the API. */
  readonly metricsPort: number | undefined;
  /** The address of the service for clients, without a trailing slash; undefined if it is where the service listens. */
  readonly publicUrl: string | undefined;
  readonly bodyLimitBytes: number;
  readonly drainMs: number;
  /** Limits of requests. */
  readonly requestLimits: Required<Pick<ContractOptions<never>, 'handlerTimeoutMs' | 'bodyMemoryBytes' | 'formFileLimit' | 'jsonDepthLimit' | 'problemBytes'>>;
  /** Limits of connections. */
  readonly connectionLimits: Pick<HttpLimits, 'connections' | 'pipelinedRequests' | 'writeTimeoutMs' | 'eventLoopDelayMs'>;
  /** Proxies whose `X-Forwarded-For` names the client; undefined for none. */
  readonly trustedProxies: BlockList | undefined;
}

/** One or more invalid settings, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The service ends within 9 s of a signal, before the 10 s or more after which Kubernetes and most others kill it. */
const MAX_DRAIN_MS = 8000;

const ALLOWED_HOST = 'an IP address or host name of this machine, without a port';

/** The error for a host that isn't one of this machine, which only listening shows. */
export function notThisHost(host: string): ConfigError {
  return new ConfigError(invalidSetting('HOST', host, ALLOWED_HOST));
}

/**
 * Reads the settings.
 *
 * @param env the environment; an empty variable counts as not set
 * @throws ConfigError naming every invalid variable, what is allowed, and its value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const errors: string[] = [];
  const read = <T>(name: string, fallback: T, allowed: string, parse: (text: string) => T | undefined): T => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    errors.push(invalidSetting(name, withoutPassword(text), allowed));
    return fallback;
  };
  const readNumber = (name: string, fallback: number, min: number, max: number) =>
    read(name, fallback, `a whole number from ${min} to ${max}`, wholeNumber(min, max));
  const config: Config = {
    port: read('PORT', 3000, 'a whole number from 0 (any free port) to 65535', wholeNumber(0, 65_535)),
    metricsPort: read<number | undefined>('METRICS_PORT', undefined, 'a whole number from 0 (any free port) to 65535', wholeNumber(0, 65_535)),
    host: read<string | undefined>('HOST', undefined, ALLOWED_HOST, hostName),
    logLevel: read('LOG_LEVEL', 'info', `one of ${LOG_LEVELS.join(', ')}`, (text) => LOG_LEVELS.find((level) => level === text)),
    publicUrl: read<string | undefined>('PUBLIC_URL', undefined, 'an absolute http or https URL without user, query or fragment', publicUrl),
    bodyLimitBytes: read('BODY_LIMIT_BYTES', DEFAULT_BODY_LIMITS.bodyLimitBytes, 'a whole number from 1 to 1073741824', wholeNumber(1, 1_073_741_824)),
    drainMs: read('DRAIN_MS', 5000, `a whole number from 0 to ${MAX_DRAIN_MS}`, wholeNumber(0, MAX_DRAIN_MS)),
    requestLimits: {
      handlerTimeoutMs: readNumber('HANDLER_TIMEOUT_MS', DEFAULT_HANDLER_TIMEOUT_MS, 0, 3_600_000),
      bodyMemoryBytes: readNumber('BODY_MEMORY_BYTES', DEFAULT_BODY_LIMITS.bodyMemoryBytes, 0, 9_999_999_999),
      formFileLimit: readNumber('FORM_FILE_LIMIT', DEFAULT_BODY_LIMITS.formFileLimit, 0, 100_000),
      jsonDepthLimit: readNumber('JSON_DEPTH_LIMIT', DEFAULT_BODY_LIMITS.jsonDepthLimit, 1, 2000),
      problemBytes: readNumber('PROBLEM_BYTES', DEFAULT_PROBLEM_BYTES, 8192, 1_048_576),
    },
    connectionLimits: {
      connections: readNumber('MAX_CONNECTIONS', DEFAULT_LIMITS.connections, 1, 1_000_000),
      pipelinedRequests: readNumber('PIPELINED_REQUESTS', DEFAULT_LIMITS.pipelinedRequests, 1, 10_000),
      writeTimeoutMs: readNumber('WRITE_TIMEOUT_MS', DEFAULT_LIMITS.writeTimeoutMs, 0, 3_600_000),
      eventLoopDelayMs: readNumber('EVENT_LOOP_DELAY_MS', DEFAULT_LIMITS.eventLoopDelayMs, 0, 60_000),
    },
    trustedProxies: read<BlockList | undefined>(
      'TRUSTED_PROXIES',
      undefined,
      'a list of IP addresses and CIDR ranges such as 10.0.0.0/8, separated by commas',
      parseAddressRanges,
    ),
  };
  if (errors.length > 0) throw new ConfigError(errors.join('\n'));
  return config;
}

function invalidSetting(name: string, value: string, allowed: string): string {
  return `${name} must be ${allowed}; got ${JSON.stringify(value)}.`;
}

function wholeNumber(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
}

/** Hides the user and password of a URL, as the message may be logged. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, '//***@');
}

/** An IPv6 address may have a zone. Whether a name is one of this machine, only listening shows. */
function hostName(text: string): string | undefined {
  return isIP(text) !== 0 || /^[A-Za-z0-9._-]+$/.test(text) ? text : undefined;
}

function publicUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, search, hash, username, password } = new URL(text);
  // `URL` doesn't show an empty query or fragment.
  if ((protocol !== 'http:' && protocol !== 'https:') || /[?#]/.test(text) || search + hash + username + password !== '') return undefined;
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}
