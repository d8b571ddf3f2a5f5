import { runTool } from '../../../test/support/tool.ts';
import { MINUTE_MS } from '../../../test/support/wait.ts';

const RUN = 'packages/openapi-koa/test/fuzz/run.ts';
const SOAK = 'packages/openapi-koa/test/fuzz/soak.ts';

test(
  'random requests, valid, invalid and damaged, do a service no harm, and each gets the response that it should',
  async () => {
    const { code, stdout, stderr } = await runTool([RUN, '--requests', '8000', '--seed', '2026']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /seed 2026: 8\d{3} requests on \d+ connections, 0 faults; responses by status: 200: \d{4},.* 204: \d+,.* 400: \d+, 401: \d+,.* 404: \d+/,
    );
  },
  2 * MINUTE_MS,
);

const misuse: { given: string[]; want: string }[] = [
  { given: [RUN, '--requests', '0'], want: '--requests must be a whole number from 1 to 100000000; got "0". See npm run test:fuzz -- --help.\n' },
  { given: [RUN, '--seed', '-1'], want: '--seed must be a whole number from 0 to 4294967295; got "-1". See npm run test:fuzz -- --help.\n' },
  { given: [SOAK, '--minutes', 'ten'], want: '--minutes must be a whole number from 1 to 1440; got "ten". See npm run test:soak -- --help.\n' },
];
test.each(misuse)('$given is misuse', async ({ given, want }) => {
  expect(await runTool(given)).toEqual({ code: 2, stdout: '', stderr: want });
});
