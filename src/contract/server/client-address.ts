import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, SocketAddress } from 'node:net';

/** What a client's address is taken from: a request, or the socket alone where there is no request. */
export interface AddressedMessage {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

/** IPv4 addresses as a socket that listens on IPv6 shows them (RFC 4291 section 2.5.5.2). */
const IPV4_MAPPED = '::ffff:';
const MAPPED_BITS = 96;
/** A port behind an IPv4 address, or behind an IPv6 address in brackets. */
const WITH_PORT = /^(?:(\d[\d.]*)|\[([^\]]*)\])(?::\d{1,5})?$/;
/** No chain of proxies is as long; without a bound a single header could cost milliseconds. */
const MAX_HOPS = 32;

/**
 * Finds out who sent a message: the address at the other end of its socket, or, where that is a trusted proxy, the last address of
 * `X-Forwarded-For` that is not. Each proxy appends the address it was called from, so the list is read from its end, and an entry counts
 * only if the address behind it is trusted. An entry that is not an IP address ends the search.
 *
 * @param trusted the proxies whose `X-Forwarded-For` counts; none where it is undefined
 * @returns an IP address in its shortest form, IPv4 also where the socket is IPv6; undefined for a socket without an address (a Unix
 *   domain socket, or one that was closed before `rememberAddress`)
 */
export function clientAddress({ socket, headers }: AddressedMessage, trusted: BlockList | undefined): string | undefined {
  const { remoteAddress } = socket;
  if (remoteAddress === undefined) return undefined;
  let address = unmapped(remoteAddress);
  if (trusted === undefined) return address;
  const field = headers['x-forwarded-for'];
  if (field === undefined) return address;
  const list = String(field);
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

/** Node.js has the address of a closed socket only if it was read before, and a client may leave before its request is logged. */
export function rememberAddress({ socket }: Pick<AddressedMessage, 'socket'>): void {
  // The getter keeps what it reads.
  void socket.remoteAddress;
}

/**
 * Reads addresses of proxies.
 *
 * @param text IPv4 and IPv6 addresses and CIDR ranges such as `10.0.0.0/8`, separated by commas
 * @returns undefined if one is neither
 */
export function parseAddressRanges(text: string): BlockList | undefined {
  const ranges = new BlockList();
  return text.split(',').every((entry) => addRange(ranges, entry.trim())) ? ranges : undefined;
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [, given = '', prefix] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  if (isIP(given) === 0) return false;
  const address = canonical(given);
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  // A range of mapped addresses is one of IPv4 addresses.
  const skipped = family === 'ipv4' && isIP(given) === 6 ? MAPPED_BITS : 0;
  const length = prefix === undefined ? bits : Number(prefix) - skipped;
  if (length < 0 || length > bits) return false;
  ranges.addSubnet(address, length, family);
  return true;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(withoutZone(address), familyOf(address));
}

/** One hop of `X-Forwarded-For`, as an address; some proxies append a port, and brackets with it. */
function parseEntry(entry: string): string | undefined {
  const text = entry.trim();
  const bare = isIP(text) === 0 ? text.replace(WITH_PORT, '$1$2') : text;
  return isIP(bare) === 0 ? undefined : canonical(bare);
}

/** The one way to write an address (RFC 5952), without a zone. */
function canonical(address: string): string {
  return familyOf(address) === 'ipv4' ? address : unmapped(new SocketAddress({ address: withoutZone(address), family: 'ipv6' }).address);
}

/** A zone names an interface of one machine (RFC 4007 section 11), and ranges have none. */
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
