'use strict';
/** Email addresses: `Mailbox` of RFC 5321 section 4.1.2, and of RFC 6531 section 3.3, which allows more than ASCII. */
const { hostname, idnHostname } = require('./host-name.cjs');
const { ipv4, ipv6 } = require('./ip-address.cjs');

const ATOMS = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const QUOTED = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const IDN_ATOMS = /^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]+)*$/u;
const IDN_QUOTED = /^"(?:[ !#-[\]-~\u{80}-\u{10ffff}]|\\[ -~])*"$/u;

/** RFC 5321 section 4.5.3.1.1, in octets. */
const LOCAL_PART_LIMIT = 64;
/** In UTF-16 code units. A longer domain cannot be a host name, and converting it would be slow. */
const LONGEST_DOMAIN = 2048;

const mailbox = (atoms, quoted, octets, isDomain) => (text) => {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  if (local.length > LOCAL_PART_LIMIT || octets(local) > LOCAL_PART_LIMIT) return false;
  const domain = text.slice(at + 1);
  return (atoms.test(local) || quoted.test(local)) && (domain.startsWith('[') ? isLiteral(domain) : isDomain(domain));
};

/** RFC 5321 section 4.1.3. */
function isLiteral(domain) {
  if (!domain.endsWith(']')) return false;
  const address = domain.slice(1, -1);
  return /^ipv6:/i.test(address) ? ipv6(address.slice(5)) : ipv4(address);
}

module.exports = {
  email: mailbox(ATOMS, QUOTED, (local) => local.length, hostname),
  // A domain is normalized as labels are (RFC 5891 section 5.2), which combines at most three characters into one.
  idnEmail: mailbox(IDN_ATOMS, IDN_QUOTED, Buffer.byteLength, (domain) => domain.length <= LONGEST_DOMAIN && idnHostname(domain.normalize('NFC'))),
};
