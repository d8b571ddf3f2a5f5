import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { parametersOf } from '../http/media-type.ts';
import { Problem } from '../problems/problem.ts';
import type { BodyStream } from './body-stream.ts';
import { MultipartForm, type MultipartOptions } from './multipart-fields.ts';
import { MAX_HEADER_BYTES } from './part-header.ts';
import type { FormFiles } from './uploaded-file.ts';
import type { Form } from './urlencoded.ts';

/** RFC 2046 section 5.1.1. */
const MAX_BOUNDARY = 70;

/**
 * Reads a multipart body part by part as it arrives (RFC 7578, RFC 2046 section 5.1).
 *
 * @param files takes what is a file; the caller releases it
 * @returns undefined for a body without a byte
 * @throws Problem `content-too-large` (413), or what the connection or the file system failed with
 */
export async function readMultipart(body: BodyStream, files: FormFiles, options: MultipartOptions): Promise<Form | undefined> {
  const boundary = parametersOf(options.contentType).get('boundary');
  const form = new MultipartForm(files, options);
  try {
    if (boundary !== undefined && boundary !== '' && boundary.length <= MAX_BOUNDARY) {
      if (!(await feed(body, boundary, form))) return undefined;
    } else {
      let any = false;
      for await (const _ of body) any = true;
      if (!any) return undefined;
      form.malformed('has no usable boundary in its Content-Type');
    }
  } catch (error) {
    // A wrong content coding is one more thing that is wrong with the request.
    if (!(error instanceof Problem) || error.violations === undefined) throw error;
    for (const { message } of error.violations) form.malformed(message);
  }
  return form.finish();
}

/**
 * Sends the body through the parser, no faster than files are stored, and waits for the end of both and of all that is made of the parts.
 *
 * @returns whether there was a byte
 */
async function feed(body: BodyStream, boundary: string, form: MultipartForm): Promise<boolean> {
  // Twice what is taken, as the parser cuts a longer section off without a word. It reads its limits from its options as they are.
  const parser = new Dicer({ boundary, maxHeaderPairs: 100, maxHeaderSize: 2 * MAX_HEADER_BYTES } as never);
  const parsed = Promise.withResolvers<void>();
  let isParsed = false;
  let failure: { readonly error: unknown } | undefined;
  // Whatever is waited for then ends.
  const fail = (error: unknown) => {
    failure ??= { error };
    body.destroy(error as Error);
    parser.destroy(error as Error);
    form.abandon(error as Error);
    parsed.resolve();
  };
  parser.on('finish', () => {
    isParsed = true;
    parsed.resolve();
  });
  parser.on('error', () => {
    if (failure === undefined) form.malformed('ends before its closing boundary');
    parsed.resolve();
  });
  parser.on('part', (part: Readable) => form.begin(part, fail));
  let any = false;
  try {
    for await (const chunk of body) {
      any = true;
      // What follows the closing boundary counts for nothing (RFC 2046 section 5.1.1). The parser, which has finished, never drains then.
      if (!isParsed && !parser.write(chunk)) await Promise.race([once(parser, 'drain'), parsed.promise]);
      await form.begun;
    }
    parser.end();
    await parsed.promise;
    if (failure === undefined) await form.settled();
  } catch (error) {
    fail(error);
  }
  if (failure !== undefined) throw failure.error;
  return any;
}
