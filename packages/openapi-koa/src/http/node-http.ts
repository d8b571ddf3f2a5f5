/**
 * What the run time calls of `node:http`. An ES module that imports it reads each of its exports, and for three of them Node.js loads its
 * WebSocket client: 30 to 40 ms of processor time at each start. Types may be imported from it.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http');
