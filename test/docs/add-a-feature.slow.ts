import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { treeOfAllTests } from '../support/tree.ts';
import { MINUTE_MS } from '../support/wait.ts';

/** The feature of docs/add-a-feature.md, built and changed as the page says. */

const tree = treeOfAllTests();
const PAGE = readFileSync(join(__dirname, '../../docs/add-a-feature.md'), 'utf8');
const blocks = [...PAGE.matchAll(/^<!-- (diff )?(\S+) -->\n```\w+\n([\s\S]*?)^```$/gm)].map(([, diff, path = '', text = '']) => ({
  diff: diff !== undefined,
  path,
  text,
}));
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree.root, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};

/** Each paragraph of a diff is a change of a text that the file has once. */
function patched(text: string, diff: string): string {
  return diff
    .trimEnd()
    .split('\n\n')
    .reduce((before, hunk) => {
      const lines = hunk.split('\n');
      const side = (sign: string) => lines.flatMap((line) => (line.startsWith(sign) || line.startsWith(' ') ? [line.slice(1)] : [])).join('\n');
      if (before.split(side('-')).length !== 2) throw new Error(`The file has not once:\n${side('-')}`);
      return before.replace(side('-'), () => side('+'));
    }, text);
}

test(
  'the feature is built from the request of the page',
  async () => {
    const [request] = blocks;
    expect(request?.path).toBe('vets.json');
    expect(await tree.feature(['--json'], request?.text).ended).toMatchObject({ code: 0 });
  },
  3 * MINUTE_MS,
);

test(
  'with the files of the page it compiles, and passes the tests of the page',
  async () => {
    for (const { diff, path, text } of blocks.slice(1)) {
      mkdirSync(join(tree.root, dirname(path)), { recursive: true });
      writeFileSync(join(tree.root, path), diff ? patched(readFileSync(join(tree.root, path), 'utf8'), text) : text);
    }
    expect(await tree.feature(['--lists']).ended).toMatchObject({ code: 0 });
    const faults = run('node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false').output.split('\n');
    expect(faults.filter((line) => /^(?:src|test\/features)\//.test(line))).toEqual([]);
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/features/vets', 'test/app.test.ts', 'test/structure.test.ts'];
    expect(run(...jest)).toEqual({ status: 0, output: expect.stringMatching(/^Tests: +\d+ passed, \d+ total$/m) });
  },
  5 * MINUTE_MS,
);
