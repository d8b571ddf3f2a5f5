import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { net } from '../node-modules.ts';

/** The source of a client's address: a request, or a socket without one. */
export interface AddressedMessage {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

/** The prefix of IPv4 addresses on a socket that listens on IPv6 (RFC 4291 section 2.5.5.2). */
const IPV4_MAPPED = '::ffff:';
const MAPPED_BITS = 96;
/** An IPv4 address with a port, or an IPv6 address in brackets with or without one. */
const WITH_PORT = /^(?:(\d[\d.]*)|\[([^\]]*)\])(?::\d{1,5})?$/;
/** Longer than any real chain of proxies. Without a bound a single header could cost milliseconds. */
const MAX_HOPS = 32;

/**
 * Returns the client's address: the remote address of the socket or, if that is a trusted proxy, the last address of `X-Forwarded-For`
 * that isn't one. Each proxy appends the address of its client, so the list is read from its end, and an entry counts only if the address
 * after it is trusted. An entry that isn't an IP address ends the search.
 *
 * @param trusted the proxies whose `X-Forwarded-For` counts; none if undefined
 * @returns an IP address in its shortest form, IPv4 even on an IPv6 socket; undefined for a socket without an address (a Unix
 *   domain socket, or one that was closed before `rememberAddress`)
 */
export function clientAddress({ socket, headers }: AddressedMessage, trusted: BlockList | undefined): string | undefined {
  const { remoteAddress } = socket;
  if (remoteAddress === undefined) return undefined;
  let address = unmapped(remoteAddress);
  if (trusted === undefined) return address;
  const header = headers['x-forwarded-for'];
  if (header === undefined) return address;
  const list = String(header);
  let end = list.length;
  for (let hops = 0; hops < MAX_HOPS && end > 0 && isTrusted(address, trusted); hops++) {
    const comma = list.lastIndexOf(',', end - 1);
    const next = parseEntry(list.slice(comma + 1, end));
    if (next === undefined) break;
    address = next;
    end = comma;
  }
  return address;
}

/** Reads the address early: Node.js loses that of a closed socket, and a client may disconnect before its request is logged. */
export function rememberAddress({ socket }: Pick<AddressedMessage, 'socket'>): void {
  // The getter caches the address.
  void socket.remoteAddress;
}

/**
 * Parses the addresses of proxies.
 *
 * @param text IPv4 and IPv6 addresses and CIDR ranges such as `10.0.0.0/8`, separated by commas
 * @returns undefined if an entry is neither
 */
export function parseAddressRanges(text: string): BlockList | undefined {
  const ranges = new net.BlockList();
  return text.split(',').every((entry) => addRange(ranges, entry.trim())) ? ranges : undefined;
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [, base = '', prefix] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  if (net.isIP(base) === 0) return false;
  const address = canonical(base);
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  // A range of IPv4-mapped addresses becomes one of IPv4 addresses.
  const skipped = family === 'ipv4' && net.isIP(base) === 6 ? MAPPED_BITS : 0;
  const length = prefix === undefined ? bits : Number(prefix) - skipped;
  if (length < 0 || length > bits) return false;
  ranges.addSubnet(address, length, family);
  return true;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(withoutZone(address), familyOf(address));
}

/** The address of one entry of `X-Forwarded-For`. Some proxies append a port, and put IPv6 addresses in brackets. */
function parseEntry(entry: string): string | undefined {
  const text = entry.trim();
  const bare = net.isIP(text) === 0 ? text.replace(WITH_PORT, '$1$2') : text;
  return net.isIP(bare) === 0 ? undefined : canonical(bare);
}

/** The canonical form of an address (RFC 5952), without a zone. */
function canonical(address: string): string {
  return familyOf(address) === 'ipv4' ? address : unmapped(new net.SocketAddress({ address: withoutZone(address), family: 'ipv6' }).address);
}

/** A zone is local to one machine (RFC 4007 section 11), and ranges have none. */
function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone === -1 ? address : address.slice(0, zone);
}

function unmapped(address: string): string {
  return address.startsWith(IPV4_MAPPED) && address.includes('.') ? address.slice(IPV4_MAPPED.length) : address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
