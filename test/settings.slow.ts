import { createServer } from 'node:net';
import { runService } from './support/service.ts';

describe('settings', () => {
  const cases = [
    { given: { PORT: '65536' }, want: 'PORT must be a whole number from 0 (any free port) to 65535; got "65536".\n' },
    { given: { PORT: 'http' }, want: 'PORT must be a whole number from 0 (any free port) to 65535; got "http".\n' },
    { given: { METRICS_PORT: 'x' }, want: 'METRICS_PORT must be a whole number from 0 (any free port) to 65535; got "x".\n' },
    { given: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, want: 'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf; got "grpc".\n' },
    { given: { HOST: 'http://a' }, want: 'HOST must be an IP address or host name of this machine, without a port; got "http://a".\n' },
    { given: { HOST: 'localhost:80' }, want: 'HOST must be an IP address or host name of this machine, without a port; got "localhost:80".\n' },
    { given: { LOG_LEVEL: 'loud' }, want: 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent; got "loud".\n' },
    { given: { PUBLIC_URL: 'ftp://a' }, want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "ftp://a".\n' },
    { given: { PUBLIC_URL: 'https://a?' }, want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "https://a?".\n' },
    {
      given: { PUBLIC_URL: 'https://ann:secret@a' },
      want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "https://***@a".\n',
    },
    { given: { BODY_LIMIT_BYTES: '1mb' }, want: 'BODY_LIMIT_BYTES must be a whole number from 1 to 1073741824; got "1mb".\n' },
    { given: { DRAIN_MS: '8001' }, want: 'DRAIN_MS must be a whole number from 0 to 8000; got "8001".\n' },
    {
      given: { TRUSTED_PROXIES: '10.0.0.0/8 proxy' },
      want: 'TRUSTED_PROXIES must be a list of IP addresses and CIDR ranges such as 10.0.0.0/8, separated by commas; got "10.0.0.0/8 proxy".\n',
    },
    {
      given: { DRAIN_MS: '-1', PORT: 'x' },
      want: 'PORT must be a whole number from 0 (any free port) to 65535; got "x".\nDRAIN_MS must be a whole number from 0 to 8000; got "-1".\n',
    },
  ];
  test.each(cases)('$given stops the start with exit code 2 and a line each', async ({ given, want }) => {
    expect(await runService(given as unknown as Record<string, string>)).toEqual({ code: 2, stdout: '', stderr: want });
  });
});

test.each([{ setting: 'PORT' }, { setting: 'METRICS_PORT' }])('a $setting in use is one line and exit code 1', async ({ setting }) => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as { port: number };
  const outcome = await runService({ PORT: '0', [setting]: String(port), HOST: '127.0.0.1' });
  blocker.close();
  expect(outcome).toEqual({
    code: 1,
    stdout: '',
    stderr: `Cannot listen on 127.0.0.1, port ${port}: the port is in use. Stop the process that uses it, or set ${setting} to another one.\n`,
  });
});

test.each([{ host: '192.0.2.1' }, { host: 'no-such-host.invalid' }, { host: 'fe80::1%none0' }])(
  '$host, which this machine does not have, is one line and exit code 2',
  async ({ host }) => {
    const { code, stderr } = await runService({ PORT: '0', HOST: host });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `HOST must be an IP address or host name of this machine, without a port; got "${host}".\n` });
  },
);
