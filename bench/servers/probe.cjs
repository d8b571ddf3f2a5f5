'use strict';
/*
 * Loaded before every Node.js server under load, the same for each. It does nothing until the bench asks: `heap` for the heap in use after
 * collection, in bytes; `watch` begins to watch the event loop; `stall` for its longest stall since `watch` or the last `stall`, in milliseconds.
 */
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const RESOLUTION_MS = 1;
let delays;

const requests = {
  heap() {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    // What finalizers let go is collected the second time.
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  },
  watch() {
    delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delays.enable();
    return 0;
  },
  stall() {
    const longestMs = delays.max / 1e6;
    delays.reset();
    return longestMs;
  },
};

process.on('message', (name) => process.send(requests[name]()));
// The bench has ended.
process.once('disconnect', () => process.exit());
process.channel.unref();
