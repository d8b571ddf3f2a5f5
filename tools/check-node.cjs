'use strict';
/* Says in one line why nothing would work, instead of a syntax error. Plain enough for Node 16. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const MINIMUM = [24, 18];
const running = process.versions.node;
const [major, minor] = running.split('.').map(Number);
if (!existsSync(join(__dirname, '../node_modules/node'))) fail('Development packages are required: run `npm ci` without --omit=dev.');
else if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1]))
  fail(`Node.js ${MINIMUM.join('.')} or newer is required; this is ${running}. Run \`npm ci\` without --ignore-scripts, which installs one.`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
