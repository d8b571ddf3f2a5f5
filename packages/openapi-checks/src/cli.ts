#!/usr/bin/env node
/** The program `openapi-checks`. Checks the Node.js version before it loads anything that an older one cannot run. */
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 15)) await import('./program.ts');
else {
  process.stderr.write(`openapi-checks requires Node.js 22.15 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
}
