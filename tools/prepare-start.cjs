'use strict';
/*
 * Before `npm start`: builds the service, or, without the development packages (`npm ci --omit=dev`), leaves the build that is there. Plain
 * enough for Node 16.
 */
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const installed = existsSync(join(ROOT, 'node_modules/esbuild'));

if (installed) {
  require('./check-node.cjs');
  if (process.exitCode === undefined) process.exitCode = spawnSync(process.execPath, [join(__dirname, 'build.ts'), 'service'], { stdio: 'inherit' }).status;
} else if (!existsSync(join(ROOT, 'dist/main.cjs'))) {
  process.stderr.write('There is no dist/main.cjs: copy the folder dist of a build here, or run `npm ci && npm run build` without --omit=dev.\n');
  process.exitCode = 1;
}
