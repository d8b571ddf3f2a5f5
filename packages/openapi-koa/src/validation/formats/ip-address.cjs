'use strict';
const { isIPv4, isIPv6 } = require('node:net');

/** RFC 2673 section 3.2: four decimal numbers. */
exports.ipv4 = isIPv4;

/** RFC 4291 section 2.2. Node.js also accepts a zone (RFC 4007 section 11), which isn't part of the address. */
exports.ipv6 = (text) => isIPv6(text) && !text.includes('%');
