import type { Socket } from 'node:net';
import { Problem } from '../problems/problem.ts';
import { contractProblems, type ProblemType } from '../problems/registry.ts';

/** What operations can be bound to. */
export const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** What Node's parser found fault with, and where in the bytes that it read last. */
export type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

const BY_CODE: Readonly<Record<string, readonly [ProblemType, string]>> = {
  HPE_HEADER_OVERFLOW: [contractProblems['header-fields-too-large'], 'The request line and the header fields are larger than the service reads.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [contractProblems['content-too-large'], 'The chunk extensions are larger than the service reads.'],
  ERR_HTTP_REQUEST_TIMEOUT: [contractProblems['request-timeout'], 'The request did not arrive in time.'],
};

const MALFORMED = [contractProblems['malformed-request'], 'The message breaks the grammar of HTTP/1.1.'] as const;
/** Node's parser ends at the method, and nobody knows what the path would take. */
const UNKNOWN_METHOD = [contractProblems['not-implemented'], `The method is not known; known are ${METHODS}, in upper case.`] as const;
const LONG_TARGET = [contractProblems['uri-too-long'], 'The request target is larger than the service reads.'] as const;

/**
 * What a client gets for a message that Node's parser gave up. The connection ends with it, as nobody knows where the next message begins.
 *
 * @param socket the connection that the message came on
 */
export function parserProblem(error: ParserError, socket: Pick<Socket, 'bytesRead'>): Problem {
  const { code = '' } = error;
  const [type, detail] =
    code === 'HPE_INVALID_METHOD' && isUnknownMethod(error)
      ? UNKNOWN_METHOD
      : code === 'HPE_HEADER_OVERFLOW' && isLongTarget(error, socket)
        ? LONG_TARGET
        : (BY_CODE[code] ?? MALFORMED);
  return new Problem(type, { detail, closes: true });
}

/** RFC 9112 section 3. */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [\x21-\x7e]+ HTTP\/1\.[01]\r?$/;
/** The beginning of one. */
const UNFINISHED_LINE = /^[\w!#$%&'*+.^`|~-]+(?: [\x21-\x7e]*(?: [HTP/1.0]*\r?)?)?$/;

/** Whether a request line is well-formed, as far as it has come, but for a method that the parser has no name for (RFC 9110 section 9.1). */
function isUnknownMethod({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  if (rawPacket === undefined) return false;
  const start = lineStart(rawPacket, bytesParsed);
  const end = rawPacket.indexOf('\n', start);
  return end === -1 ? UNFINISHED_LINE.test(rawPacket.toString('latin1', start)) : REQUEST_LINE.test(rawPacket.toString('latin1', start, end));
}

/** A request line up to the end of its target. */
const UP_TO_TARGET = /^[\w!#$%&'*+.^`|~-]+ [\x21-\x7e]+$/;
/** The end of one. */
const END_OF_TARGET = /^(?:[\w!#$%&'*+.^`|~-]* )?[\x21-\x7e]+$/;
const VERSION = ' HTTP/';

/**
 * Whether the header section became too large within the request target (RFC 9112 section 3). The parser stops at the end of the part that
 * is too large: a target is followed by a space and the version. Or it stops at the end of what it read last; the line may have begun before
 * that, and is taken for a request line if it could be one.
 */
function isLongTarget({ rawPacket, bytesParsed = 0 }: ParserError, { bytesRead }: Pick<Socket, 'bytesRead'>): boolean {
  if (rawPacket === undefined) return false;
  const start = lineStart(rawPacket, bytesParsed);
  const line = rawPacket.toString('latin1', start, bytesParsed);
  const isWhole = start > 0 || bytesRead === rawPacket.length;
  const next = rawPacket.toString('latin1', bytesParsed, bytesParsed + VERSION.length);
  return (isWhole ? UP_TO_TARGET : END_OF_TARGET).test(line) && VERSION.startsWith(next);
}

/** Where the line begins that the parser stopped in. */
function lineStart(packet: Buffer, bytesParsed: number): number {
  return bytesParsed === 0 ? 0 : packet.lastIndexOf('\n', bytesParsed - 1) + 1;
}
