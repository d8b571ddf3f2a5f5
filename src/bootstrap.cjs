'use strict';
/* dist/main.cjs: starts the built service, or says in one line that this Node.js is too old. Nothing before that check may need a newer one than 8. */

/** The oldest Node.js that the service runs on. */
const MINIMUM = [22, 15];
const EXIT_FAILED = 1;
/** As for an invalid setting. */
const EXIT_MISUSED = 2;
/** When the compile cache is saved. By then the service has started and the code that a start needs has run. */
const SETTLED_MS = 2000;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) start();
else {
  process.stderr.write(`Node.js ${MINIMUM.join('.')} or newer is required; this is ${process.versions.node}.\n`);
  process.exitCode = EXIT_MISUSED;
}

/**
 * Uses the compile cache of the last start in dist/compile-cache, which makes a start a fifth faster. If the cache cannot be written, such as
 * in a read-only container, the service starts without it.
 */
function start() {
  const { enableCompileCache, flushCompileCache } = require('node:module');
  const { existsSync } = require('node:fs');
  const { join } = require('node:path');
  if (!existsSync(join(__dirname, 'service.cjs'))) {
    process.stderr.write('service.cjs of the build is missing. Copy the whole folder dist.\n');
    process.exitCode = EXIT_FAILED;
    return;
  }
  enableCompileCache(join(__dirname, 'compile-cache'));
  require('./service.cjs');
  setTimeout(flushCompileCache, SETTLED_MS).unref();
}
