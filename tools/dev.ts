/** `npm run dev`: the service, restarted on a change of the code, and regenerated on a change of the document. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ROOT, startNode } from './child.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

const service = startNode(
  ['--watch-path', join(ROOT, 'src'), '--watch-path', join(ROOT, 'generated'), '--watch-preserve-output', join(ROOT, 'src/main.ts')],
  'inherit',
  { LOG_LEVEL: 'debug', DRAIN_MS: '0', ...process.env },
);
let timer: NodeJS.Timeout | undefined;
const watcher = watch(join(ROOT, 'openapi'), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(regenerate, SETTLE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    watcher.close();
    clearTimeout(timer);
    service.kill('SIGTERM');
  });
}
await once(service, 'exit');
watcher.close();
clearTimeout(timer);

/** New files in `generated/` make the service restart. What cannot be generated leaves it as it runs. */
function regenerate(): void {
  process.stderr.write('openapi/ has changed: generating\n');
  const { status } = spawnSync(process.execPath, ['tools/generate.ts'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  process.stderr.write(status === 0 ? 'generated\n' : 'not generated; the service runs on with the old contract\n');
}
