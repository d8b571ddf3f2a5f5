import { readWrk } from '../../bench/wrk-output.ts';

const output = ({ took = '1.01s', p50 = '1.08ms ', beside = '' }) => `Running 2s test @ http://127.0.0.1:3000/
  1 threads and 64 connections
  Latency Distribution
     50%  ${p50}
     99%   45.20ms
  1479 requests in ${took}, 179.10KB read
${beside}Requests/sec:   6874.47
`;

test.each([
  { name: 'seconds and milliseconds', given: output({}), want: { requests: 1479, seconds: 1.01, p50Us: 1080, failures: 0 } },
  {
    name: 'milliseconds and microseconds',
    given: output({ took: '215.14ms', p50: ' 61.00us' }),
    want: { requests: 1479, seconds: 0.21514, p50Us: 61, failures: 0 },
  },
  { name: 'minutes', given: output({ took: '1.00m' }), want: { requests: 1479, seconds: 60, p50Us: 1080, failures: 0 } },
  { name: 'refused requests', given: output({ beside: '  Non-2xx or 3xx responses: 7\n' }), want: { requests: 1479, seconds: 1.01, p50Us: 1080, failures: 7 } },
  {
    name: 'broken connections',
    given: output({ beside: '  Socket errors: connect 1, read 2, write 0, timeout 3\n' }),
    want: { requests: 1479, seconds: 1.01, p50Us: 1080, failures: 6 },
  },
])('$name are read', ({ given, want }) => {
  const { seconds, ...rest } = readWrk(given, 200);
  const { seconds: wantedSeconds, ...others } = want;
  expect(rest).toEqual(others);
  expect(seconds).toBeCloseTo(wantedSeconds);
});

test('where a 404 is expected, every other response is a failure', () => {
  expect(readWrk(output({ beside: '  Non-2xx or 3xx responses: 1479\n' }), 404).failures).toBe(0);
  expect(readWrk(output({ beside: '  Non-2xx or 3xx responses: 1470\n' }), 404).failures).toBe(9);
});

test.each([{ given: 'unable to connect' }, { given: output({ took: '3.00parsec' }) }])('anything else is an error', ({ given }) => {
  expect(() => readWrk(given, 200)).toThrow('wrk printed');
});
