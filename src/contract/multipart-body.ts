import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import type { BodyStream } from './body-stream.ts';
import { follow } from './content.ts';
import type { Form } from './form-body.ts';
import type { FormFiles } from './form-file.ts';
import { parametersOf } from './media-type.ts';
import { MultipartForm, type MultipartOptions } from './multipart-form.ts';
import { MAX_HEADER_BYTES } from './part-header.ts';
import { Problem } from './problem.ts';

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
 * Sends the body through the parser, and waits for the end of both and of all that is made of the parts.
 *
 * @returns whether there was a byte
 */
function feed(body: BodyStream, boundary: string, form: MultipartForm): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // Twice what is taken, as the parser cuts a longer section off without a word. It reads its limits from its options as they are.
    const parser = new Dicer({ boundary, maxHeaderPairs: 100, maxHeaderSize: 2 * MAX_HEADER_BYTES } as never);
    let any = false;
    let parsed = false;
    let ended = false;
    const fail = (error: unknown) => {
      stop();
      parser.destroy();
      body.destroy();
      reject(error);
    };
    const settle = () => {
      if (parsed && ended) form.settled().then(() => resolve(any), fail);
    };
    const finish = (fault?: string) => {
      if (parsed) return;
      parsed = true;
      if (fault !== undefined) form.malformed(fault);
      // What follows the closing boundary counts for nothing (RFC 2046 section 5.1.1), and is read past.
      if (!ended) body.resume();
      settle();
    };
    parser.on('part', (part: Readable) => form.begin(part, fail));
    parser.on('drain', () => body.resume());
    parser.on('finish', () => finish());
    parser.on('error', () => finish('ends before its closing boundary'));
    const stop = follow(body, {
      data(chunk) {
        any = true;
        if (!parsed && !parser.write(chunk)) body.pause();
      },
      end() {
        ended = true;
        if (parsed) settle();
        else parser.end();
      },
      fail,
    });
  });
}
