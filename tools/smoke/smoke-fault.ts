import { stripVTControlCharacters } from 'node:util';

/** What was wrong, as programs tell it apart. */
export type FaultKind =
  /** The name of the host has no address. */
  | 'dns'
  /** Nobody listens there. */
  | 'refused'
  /** There is no way to the host. */
  | 'unreachable'
  /** The certificate is not accepted, or the other side speaks no TLS. */
  | 'tls'
  /** The connection ended before the answer did. */
  | 'closed'
  /** The answer is not HTTP. */
  | 'http'
  /** Something else about the connection. */
  | 'network'
  /** Nothing, or not all, within the time limit. */
  | 'slow'
  | 'status'
  | 'media-type'
  /** A header field breaks the contract. */
  | 'header'
  /** The body is not what its media type says, or too large. */
  | 'body'
  /** The body breaks the contract. */
  | 'schema'
  /** The timestamp is not the present time. */
  | 'clock'
  | 'version';

/** One reason why a service does not answer by the contract. */
export class SmokeFault extends Error {
  override readonly name = 'SmokeFault';
  readonly kind: FaultKind;
  /** The place in the body, or the header field (RFC 6901); empty for the whole. */
  readonly pointer: string | undefined;

  constructor(kind: FaultKind, message: string, pointer?: string) {
    super(message);
    this.kind = kind;
    this.pointer = pointer;
  }
}

const MAX_LENGTH = 200;

/** Text that somebody else wrote, fit for a line on a terminal. */
export function printable(text: string): string {
  const line = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
