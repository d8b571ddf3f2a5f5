import { runTool } from '../support/tool.ts';

test('the mock says that it cannot listen on an address of another machine', async () => {
  // 203.0.113.0/24 is for documentation (RFC 5737); no machine has it.
  expect(await runTool(['tools/mock.ts', '--host', '203.0.113.9'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Cannot listen on 203.0.113.9: it is no address of this machine. Choose another with --host.\n',
  });
});
