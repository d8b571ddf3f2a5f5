import type { Socket } from 'node:net';
import { Problem } from '../problems/problem.ts';
import { contractProblems, type ProblemType } from '../problems/registry.ts';

/** The methods in the Allow header of a CONNECT, and in the message for an unknown method. */
export const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** An error of Node's parser, with the bytes that it read last and its position in them. */
export type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

const BY_CODE: Readonly<Record<string, readonly [ProblemType, string]>> = {
  HPE_HEADER_OVERFLOW: [contractProblems['header-fields-too-large'], 'The request line and the headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [contractProblems['content-too-large'], 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [contractProblems['request-timeout'], 'The request did not arrive in time.'],
};

const MALFORMED = [contractProblems['malformed-request'], 'The message is not valid HTTP/1.1.'] as const;
/** Node's parser stops at the method, so the path and its methods are unknown. */
const UNKNOWN_METHOD = [contractProblems['not-implemented'], `Unknown method. Supported: ${METHODS} (case-sensitive).`] as const;
const LONG_TARGET = [contractProblems['uri-too-long'], 'The request target is too long.'] as const;

/**
 * The problem for a message that Node's parser refused. It closes the connection, as it is uncertain where the next message begins.
 *
 * @param socket of the message
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
/** The beginning of a request line. */
const UNFINISHED_LINE = /^[\w!#$%&'*+.^`|~-]+(?: [\x21-\x7e]*(?: [HTP/1.0]*\r?)?)?$/;

/** Whether a request line is well-formed, as far as it was received, except that the parser doesn't know the method (RFC 9110 section 9.1). */
function isUnknownMethod({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  if (rawPacket === undefined) return false;
  const start = lineStart(rawPacket, bytesParsed);
  const end = rawPacket.indexOf('\n', start);
  return end === -1 ? UNFINISHED_LINE.test(rawPacket.toString('latin1', start)) : REQUEST_LINE.test(rawPacket.toString('latin1', start, end));
}

/** A request line up to the end of its target. */
const UP_TO_TARGET = /^[\w!#$%&'*+.^`|~-]+ [\x21-\x7e]+$/;
/** The end of such a line. */
const END_OF_TARGET = /^(?:[\w!#$%&'*+.^`|~-]* )?[\x21-\x7e]+$/;
const VERSION = ' HTTP/';

/**
 * Whether the request target made the header section too large (RFC 9112 section 3). The parser stops at the end of the part that is too
 * large: a target is followed by a space and the version. Or it stops at the end of the last chunk; the line may have begun before that
 * chunk, and counts as a request line if it could be one.
 */
function isLongTarget({ rawPacket, bytesParsed = 0 }: ParserError, { bytesRead }: Pick<Socket, 'bytesRead'>): boolean {
  if (rawPacket === undefined) return false;
  const start = lineStart(rawPacket, bytesParsed);
  const line = rawPacket.toString('latin1', start, bytesParsed);
  const isWhole = start > 0 || bytesRead === rawPacket.length;
  const next = rawPacket.toString('latin1', bytesParsed, bytesParsed + VERSION.length);
  return (isWhole ? UP_TO_TARGET : END_OF_TARGET).test(line) && VERSION.startsWith(next);
}

/** The start of the line in which the parser stopped. */
function lineStart(packet: Buffer, bytesParsed: number): number {
  return bytesParsed === 0 ? 0 : packet.lastIndexOf('\n', bytesParsed - 1) + 1;
}
