import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LogDestination } from '../../src/ops/log-destination.ts';
import { Fifo } from '../support/fifo.ts';
import { until } from '../support/wait.ts';

const FIFO_BYTES = 65_536;
const KEPT_BYTES = 262_144;
const LINE_BYTES = 200;
const LINE_FEED = 0x0a;

/** A line as long as those of the access log. */
const line = (n: number) => `${JSON.stringify({ n, filler: 'x'.repeat(180 - String(n).length) })}\n`;
const report = (dropped: number) => `${JSON.stringify({ dropped })}\n`;

let fifo: Fifo;
let destination: LogDestination;
beforeEach(() => {
  fifo = new Fifo();
  destination = new LogDestination({ open: () => fifo.writer, report });
});
afterEach(() => fifo.close());

/** Writes lines, each by itself, as if time passed between them. */
function write(from: number, to: number): void {
  for (let n = from; n < to; n++) {
    destination.write(line(n));
    destination.flush();
  }
}

/** The number of each line, or the number of dropped lines of a report, negated. */
function numbersOf(bytes: Buffer): number[] {
  const lines = bytes.toString().split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((text) => {
    const { n, dropped } = JSON.parse(text) as { n?: number; dropped?: number };
    return n ?? -(dropped as number);
  });
}

/** Reads until each of `total` lines was either read or, in its place, reported as dropped. */
async function readUntil(total: number, chunks: Buffer[] = []): Promise<{ numbers: number[]; reports: number }> {
  const text = () => Buffer.concat(chunks);
  await until(() => {
    chunks.push(fifo.read());
    const bytes = text();
    return bytes.at(-1) === LINE_FEED && accounted(numbersOf(bytes)) === total;
  });
  const numbers = numbersOf(text());
  return { numbers, reports: numbers.filter((n) => n < 0).length };
}

/** The number of lines read or reported, or -1 if one is missing or out of order. */
function accounted(numbers: readonly number[]): number {
  let next = 0;
  for (const n of numbers) {
    if (n < 0) next -= n;
    else if (n !== next++) return -1;
  }
  return next;
}

/** Attempts to write are at most 100 ms apart. */
function untilRetried(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 150));
}

test('lines go out in order while the reader reads', () => {
  write(0, 3);
  expect(numbersOf(fifo.read())).toEqual([0, 1, 2]);
});

describe('lines of a few milliseconds', () => {
  const NEXT_BATCH_MS = 30;
  const writeTogether = (from: number, to: number) => {
    for (let n = from; n < to; n++) destination.write(line(n));
  };

  test('go out together, without a call', async () => {
    writeTogether(0, 3);
    expect(fifo.read()).toHaveLength(0);
    await new Promise((resolve) => setTimeout(resolve, NEXT_BATCH_MS));
    expect(numbersOf(fifo.read())).toEqual([0, 1, 2]);
    writeTogether(3, 5);
    await new Promise((resolve) => setTimeout(resolve, NEXT_BATCH_MS));
    expect(numbersOf(fifo.read())).toEqual([3, 4]);
  });

  test('go out before once they are many, so that a blocked event loop does not hold more', () => {
    writeTogether(0, 50);
    const numbers = numbersOf(fifo.read());
    expect(numbers).toHaveLength(40);
    destination.flush();
    expect([...numbers, ...numbersOf(fifo.read())]).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('a line larger than that follows those before it, whole', () => {
    destination.write(line(0));
    destination.write(`${JSON.stringify({ n: 1, filler: 'x'.repeat(5000) })}\n`);
    destination.write(line(2));
    destination.flush();
    expect(numbersOf(fifo.read())).toEqual([0, 1, 2]);
  });

  test('stay whole and in order when only a part of them can be written', async () => {
    write(0, 300);
    writeTogether(300, 600);
    expect((await readUntil(600)).numbers).toHaveLength(600);
  });

  test('that a broken destination takes in part are dropped and counted, but for the rest of a line', async () => {
    write(0, 300);
    writeTogether(300, 450);
    destination.flush();
    const begun = fifo.read();
    fifo.closeReader();
    await untilRetried();
    fifo.openReader();
    expect((await readUntil(450, [begun])).reports).toBe(1);
  });
});

describe('while the reader is stalled', () => {
  test('lines are kept up to 256 KiB, others are dropped, and one line reports their number once the reader goes on', async () => {
    write(0, 3000);
    const { numbers, reports } = await readUntil(3000);
    const keptBytes = (numbers.length - 1) * LINE_BYTES;
    expect(reports).toBe(1);
    expect(keptBytes).toBeLessThanOrEqual(FIFO_BYTES + KEPT_BYTES);
    expect(keptBytes).toBeGreaterThan(FIFO_BYTES + KEPT_BYTES - 5000);
    write(3000, 3001);
    expect(numbersOf(fifo.read())).toEqual([3000]);
  });

  test('a line that is kept later follows the report of those dropped before', async () => {
    write(0, 3000);
    const chunks: Buffer[] = [];
    await until(() => chunks.push(fifo.read(FIFO_BYTES)) > 0 && Buffer.concat(chunks).length > KEPT_BYTES);
    write(3000, 3001);
    const { numbers, reports } = await readUntil(3001, chunks);
    expect({ reports, last: numbers.at(-1) }).toEqual({ reports: 1, last: 3000 });
  });

  test('a line larger than the FIFO stays whole', async () => {
    write(0, 1);
    destination.write(`${JSON.stringify({ n: 1, filler: 'ä€😀'.repeat(20_000) })}\n`);
    write(2, 3);
    expect((await readUntil(3)).numbers).toEqual([0, 1, 2]);
  });

  test('a slow reader gets whole lines, and each missing line is counted in its place', async () => {
    const TOTAL = 8000;
    const chunks: Buffer[] = [];
    for (let n = 0; n < TOTAL; n += 20) {
      write(n, n + 20);
      chunks.push(fifo.read(LINE_BYTES * 10));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { numbers, reports } = await readUntil(TOTAL, chunks);
    expect(numbers.length).toBeGreaterThan(TOTAL / 3);
    expect(reports).toBeGreaterThan(0);
    expect(reports).toBeLessThan(numbers.length / 100);
  });
});

describe('when the reader closes', () => {
  test('lines are dropped, and the next reader gets their number, then whole lines', async () => {
    fifo.closeReader();
    write(0, 10);
    fifo.openReader();
    write(10, 11);
    expect(numbersOf(fifo.read())).toEqual([-10, 10]);
  });

  test('lines that were kept are dropped and counted too', async () => {
    write(0, 1000);
    fifo.closeReader();
    await untilRetried();
    fifo.openReader();
    const { numbers, reports } = await readUntil(1000);
    expect(reports).toBe(1);
    expect((numbers.length - 1) * LINE_BYTES).toBeLessThanOrEqual(FIFO_BYTES);
  });

  test('the rest of a line that was read in part goes to the next reader first', async () => {
    destination.write(`${JSON.stringify({ n: 0, filler: 'x'.repeat(100_000) })}\n`);
    destination.flush();
    const begun = fifo.read();
    fifo.closeReader();
    await untilRetried();
    write(1, 3);
    fifo.openReader();
    expect((await readUntil(3, [begun])).numbers).toEqual([0, -2]);
  });
});

test('on a full disk lines are dropped, and their number is written once there is room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = join(folder, 'log');
  const fd = openSync('/dev/full', 'w');
  destination = new LogDestination({ open: () => fd, report });
  write(0, 5);
  closeSync(fd);
  // The system reuses the lowest free number, as if the same descriptor were writable now.
  expect(openSync(file, 'w')).toBe(fd);
  write(5, 7);
  closeSync(fd);
  expect(numbersOf(readFileSync(file))).toEqual([-5, 5, 6]);
  rmSync(folder, { recursive: true });
});

test('writing to a closed descriptor throws nothing', () => {
  const fd = openSync('/dev/null', 'w');
  closeSync(fd);
  destination = new LogDestination({ open: () => fd, report });
  expect(() => write(0, 3)).not.toThrow();
  expect(openSync('/dev/null', 'w')).toBe(fd);
  write(3, 4);
  closeSync(fd);
});

describe('at the end of the process', () => {
  const module = (name: string) => pathToFileURL(join(__dirname, '../../src/ops', name));

  /** A process that writes 1000 lines, which is more than the FIFO takes and less than is kept, and ends. */
  function writeAndExit() {
    const program = `
      import { LogDestination } from '${module('log-destination.ts')}';
      import { openStandardOutput } from '${module('standard-output.ts')}';
      const destination = new LogDestination({ open: openStandardOutput, report: String });
      for (let n = 0; n < 1000; n++) destination.write(JSON.stringify({ n, filler: 'x'.repeat(180 - String(n).length) }) + '\\n');
      process.exit(3);`;
    return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', fifo.writer, 'inherit'] });
  }

  test('a reader gets every line', async () => {
    const child = writeAndExit();
    const ended = once(child, 'exit');
    expect((await readUntil(1000)).numbers).toHaveLength(1000);
    expect(await ended).toEqual([3, null]);
  });

  test('the process does not wait for a stalled reader, which finds whole lines', async () => {
    expect(await once(writeAndExit(), 'exit')).toEqual([3, null]);
    expect(accounted(numbersOf(fifo.read())) * LINE_BYTES).toBeGreaterThan(FIFO_BYTES - 5000);
  });
});
