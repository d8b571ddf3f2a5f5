import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

/**
 * Runs a reader that pipes the request into a decoder of its own, and destroys the decoder when the reader is done. A reader that refuses a
 * body removes its listeners, but the decoder goes on, and an unhandled `error` event would crash the process.
 */
export async function withDecoder(req: IncomingMessage, read: () => Promise<void>): Promise<void> {
  const decoders: Writable[] = [];
  const { pipe } = req;
  req.pipe = (destination, options) => {
    const decoder = destination as unknown as Writable;
    decoders.push(decoder.on('error', ignore));
    return pipe.call(req, decoder, options) as unknown as typeof destination;
  };
  try {
    await read();
  } finally {
    req.pipe = pipe;
    for (const decoder of decoders) {
      req.unpipe(decoder);
      decoder.destroy();
    }
  }
}

const ignore = () => undefined;
