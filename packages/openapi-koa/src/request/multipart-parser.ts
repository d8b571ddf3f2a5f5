/*
 * `Dicer` of @fastify/busboy finds the parts and their headers. The rest is hand-written, as the document decides whether a part is a file, a
 * string or JSON, and in which order and number it is allowed.
 */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { MediaType } from '../http/media-type.ts';
import { Problem } from '../problems/problem.ts';
import type { BodyStream } from './body-stream.ts';
import { MultipartForm, type MultipartOptions, type MultipartResult } from './multipart-fields.ts';
import { MAX_HEADER_BYTES } from './multipart-header.ts';
import { FileStream, NOT_CLOSED } from './streamed-file.ts';
import type { FormFiles } from './uploaded-file.ts';

/** RFC 2046 section 5.1.1. */
const MAX_BOUNDARY = 70;

/**
 * Reads a multipart body part by part as it arrives (RFC 7578, RFC 2046 section 5.1): to its end, or to the first bytes of the file that the handler
 * reads as a stream.
 *
 * @param files stores the files; the caller releases it
 * @returns undefined for a body without bytes
 * @throws Problem `content-too-large` (413), or the error of the connection or the file system
 */
export async function readMultipart(body: BodyStream, files: FormFiles, options: MultipartOptions): Promise<MultipartResult | undefined> {
  const boundary = MediaType.parse(options.contentType).parameters.get('boundary');
  const form = new MultipartForm(files, options);
  try {
    if (boundary !== undefined && boundary !== '' && boundary.length <= MAX_BOUNDARY) {
      if (!(await feed(body, boundary, form))) return undefined;
    } else {
      let hasBytes = false;
      for await (const _ of body) hasBytes = true;
      if (!hasBytes) return undefined;
      form.malformed('must have a valid boundary in its Content-Type');
    }
  } catch (error) {
    // A content coding mismatch is reported along with the other violations of the request.
    if (!(error instanceof Problem) || error.violations === undefined) throw error;
    for (const { message } of error.violations) form.malformed(message);
  }
  return form.finish();
}

/**
 * Feeds the body to the parser, no faster than files are stored, and waits until the body, the parser and all parts are done; or all parts before
 * a file that the handler reads as a stream.
 *
 * @returns whether there were any bytes
 */
async function feed(body: BodyStream, boundary: string, form: MultipartForm): Promise<boolean> {
  // Loaded with the first multipart form, as most services have none.
  const { Dicer } = await import('@fastify/busboy');
  // Twice the limit, since the parser silently truncates longer header sections. Dicer reads its limits from these options.
  const parser = new Dicer({ boundary, maxHeaderPairs: 100, maxHeaderSize: 2 * MAX_HEADER_BYTES } as never);
  const parsed = Promise.withResolvers<boolean>();
  let isParsed = false;
  let failure: { readonly error: unknown } | undefined;
  // Ends everything that is being waited for.
  const fail = (error: unknown) => {
    failure ??= { error };
    body.destroy(error as Error);
    parser.destroy(error as Error);
    form.abandon(error as Error);
    parsed.resolve(false);
  };
  parser.on('finish', () => {
    isParsed = true;
    parsed.resolve(true);
  });
  parser.on('error', () => {
    if (failure === undefined) form.malformed(NOT_CLOSED);
    parsed.resolve(false);
  });
  const open = (part: Readable, name: string) => new FileStream(part, name, { body, parser, parsed: parsed.promise });
  parser.on('part', (part: Readable) => form.begin(part, open, fail));
  let hasBytes = false;
  try {
    // The body is read further if the handler reads a file as a stream.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      hasBytes = true;
      // Bytes after the closing boundary are ignored (RFC 2046 section 5.1.1). The finished parser would never emit `drain`.
      const isTaken = isParsed || parser.write(chunk);
      if (form.isStreaming) break;
      if (!isTaken) await Promise.race([once(parser, 'drain'), parsed.promise]);
      await form.begun;
    }
    if (!form.isStreaming) {
      parser.end();
      await parsed.promise;
    }
    if (failure === undefined) await form.settled();
    if (form.isRefused) body.destroy();
  } catch (error) {
    fail(error);
  }
  if (failure !== undefined) throw failure.error;
  return hasBytes;
}
