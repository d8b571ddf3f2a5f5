import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../../test/support/tool.ts';
import { largeDocument, SHAPES } from './large-schemas.ts';

const CLI = 'packages/openapi-compiler/src/cli.ts';

test('four times the schemas take at most eight times the processor time', async () => {
  const { code, stdout, stderr } = await runTool([join(__dirname, 'large-schemas-child.ts')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const growth = JSON.parse(stdout) as [string, number][];
  expect(growth).toHaveLength(Object.keys(SHAPES).length);
  expect(growth.filter(([, times]) => times > 8)).toEqual([]);
}, 600_000);

describe('a document of thousands of schemas', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'large-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

  const compiled = async (components: object) => {
    const document = join(folder, 'openapi.json');
    writeFileSync(document, JSON.stringify(largeDocument(components)));
    writeFileSync(join(folder, 'config.json'), '{}');
    const paths = ['--config', join(folder, 'config.json'), '--document', document, '--output', join(folder, 'out'), '--no-cache'];
    const { code, stderr } = await runTool([CLI, ...paths]);
    return { code, stderr };
  };

  /** What the validator of the request says of a body, in a process of its own, as a stack that is too small would end it. */
  const verdict = async (body: unknown) => {
    const program = `const { operations } = require(${JSON.stringify(join(folder, 'out/operations.cjs'))});
      process.stdout.write(String(operations.list[0].load().validators.bodies['application/json'](${JSON.stringify(body)})));`;
    // Generated code finds the run time where the compiler is.
    const { stdout, stderr } = await runTool(['--eval', program], { ...process.env, NODE_PATH: join(__dirname, '../../../node_modules') });
    return stderr === '' ? stdout : stderr;
  };

  const shapes: { name: keyof typeof SHAPES; count: number; valid: unknown; invalid: unknown }[] = [
    { name: 'a chain by properties', count: 10_000, valid: { next: { next: { v: 'a' } } }, invalid: { next: { next: { v: 1 } } } },
    { name: 'a chain of references and nothing else', count: 10_000, valid: { v: 'a' }, invalid: { v: 1 } },
    { name: 'a ring by properties', count: 300, valid: { next: { v: 'a' } }, invalid: { next: { next: { v: 1 } } } },
    { name: 'a ring by properties', count: 3000, valid: { next: { v: 'a' } }, invalid: { next: { next: { v: 1 } } } },
    { name: 'oneOf of many', count: 2000, valid: { kind: 'k1999', p1999: 'a' }, invalid: { kind: 'k1999', p1999: 1 } },
    { name: 'many properties, all required', count: 10_000, valid: strings(10_000), invalid: { ...strings(10_000), p9999: 1 } },
  ];
  test.each(shapes)(
    '$name: $count are compiled and served',
    async ({ name, count, valid, invalid }) => {
      expect(await compiled(SHAPES[name](count))).toEqual({ code: 0, stderr: '' });
      expect([await verdict(valid), await verdict(invalid)]).toEqual(['true', 'false']);
    },
    300_000,
  );
});

function strings(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'a']));
}
