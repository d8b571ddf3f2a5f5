import { stripVTControlCharacters } from 'node:util';

/** The kind of a fault, for programs. */
export type FaultKind =
  /** The host name has no address. */
  | 'dns'
  /** Nothing listens there. */
  | 'refused'
  /** The host is unreachable. */
  | 'unreachable'
  /** The certificate is not accepted, or the server doesn't use TLS. */
  | 'tls'
  /** The connection was closed before the response was complete. */
  | 'closed'
  /** The response is not HTTP. */
  | 'http'
  /** Another network error. */
  | 'network'
  /** No complete response within the time limit. */
  | 'slow'
  | 'status'
  /** The response is a redirection. */
  | 'redirect'
  /** The service has nothing at this path: the URL is wrong. */
  | 'path'
  | 'media-type'
  /** A header breaks the contract. */
  | 'header'
  /** The body doesn't match its media type, or is too large. */
  | 'body'
  /** The body breaks the contract. */
  | 'schema'
  /** The timestamp is too far from the current time. */
  | 'clock'
  | 'version';

/** A reason why a service doesn't respond as the contract declares. */
export class SmokeFault extends Error {
  override readonly name = 'SmokeFault';
  readonly kind: FaultKind;
  /** The place in the body, or the header (RFC 6901); empty for the whole body. */
  readonly pointer: string | undefined;

  constructor(kind: FaultKind, message: string, pointer?: string) {
    super(message);
    this.kind = kind;
    this.pointer = pointer;
  }
}

/** Kinds that no wait changes: what responds is ready, and another URL is meant, or another protocol. */
const LASTING: readonly FaultKind[] = ['redirect', 'path', 'http'];

/** Whether waiting is of no use. */
export function isLasting({ kind }: SmokeFault): boolean {
  return LASTING.includes(kind);
}

const MAX_LENGTH = 200;

/** Text from the network, made safe for one line on a terminal. */
export function printable(text: string): string {
  const line = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
