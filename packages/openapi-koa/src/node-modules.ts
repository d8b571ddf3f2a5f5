/*
 * Modules of Node.js that are not imported: an ES module that imports one reads each of its exports, and for some of them Node.js loads
 * further modules. That takes processor time at each start: 30 to 40 ms for `node:http`, whose WebSocket client is loaded, 3 ms for `node:fs`,
 * and 1 ms for `node:util`. Types may be imported from them.
 */

export const fs = process.getBuiltinModule('node:fs');
export const http = process.getBuiltinModule('node:http');
export const net = process.getBuiltinModule('node:net');
export const util = process.getBuiltinModule('node:util');
