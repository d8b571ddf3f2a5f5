'use strict';
/* Says in one line why nothing would work, instead of a syntax error. Plain enough for Node 8. */
var WANTED = [24, 18];
var running = process.versions.node.split('.').map(Number);
if (running[0] < WANTED[0] || (running[0] === WANTED[0] && running[1] < WANTED[1])) {
  process.stderr.write(
    `Node ${WANTED.join('.')} or newer is needed, and this is ${process.versions.node}: run \`npm ci\` without --ignore-scripts, which brings one.\n`,
  );
  process.exitCode = 1;
}
