import type { SmokeFault } from './smoke-fault.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** The part of a stream that progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows what the wait is for. */
export interface Progress {
  update(fault: SmokeFault): void;
  /** Clears the line on a terminal. */
  end(): void;
}

/**
 * On a terminal, one line that changes; elsewhere, such as in a CI log, a line for each new fault.
 *
 * @param term the value of TERM
 */
export function createProgress(stream: ProgressStream, term: string | undefined): Progress {
  return stream.isTTY === true && term !== 'dumb' ? spinner(stream) : lines(stream);
}

function lines(stream: ProgressStream): Progress {
  let last: string | undefined;
  return {
    update({ message }) {
      if (message !== last) stream.write(`waiting: ${message}\n`);
      last = message;
    },
    end: () => undefined,
  };
}

function spinner(stream: ProgressStream): Progress {
  const startMs = Date.now();
  let text = '';
  let frame = 0;
  const draw = () => {
    const line = `${FRAMES[frame++ % FRAMES.length]} ${Math.round((Date.now() - startMs) / 1000)} s ${text}`;
    // A line that wraps could not be cleared.
    stream.write(`\r\x1b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    update({ message }) {
      text = message;
      draw();
    },
    end() {
      clearInterval(timer);
      stream.write('\r\x1b[K');
    },
  };
}
