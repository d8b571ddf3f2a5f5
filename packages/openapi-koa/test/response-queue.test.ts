import { setImmediate } from 'node:timers/promises';
import { ResponseQueue } from '../src/server/response-queue.ts';

/** More than it takes to look whether several are ready in one turn. */
const MANY = 40;

describe('a queue of responses', () => {
  let written: string[];
  let queue: ResponseQueue<string>;
  /** Stands still, as a turn of the event loop may take any time on a busy machine. */
  let nowMs: number;
  beforeEach(() => {
    nowMs = 100;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    written = [];
    queue = new ResponseQueue<string>((item) => written.push(item));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  /** Several in each turn, so that they are worth writing together. */
  async function crowd(): Promise<void> {
    for (let index = 0; index < MANY; index++) queue.put('crowd', `connection ${index}`, false);
    await setImmediate();
    written.length = 0;
  }

  test('writes one that is alone at once, however many come', async () => {
    for (let index = 0; index < 3 * MANY; index++) {
      queue.put(`${index}`, 'connection', false);
      expect(written.at(-1)).toBe(`${index}`);
      await setImmediate();
    }
  });

  test('writes one that must not be written in the current call after it', async () => {
    queue.put('first', 'connection', true);
    queue.put('second', 'connection', false);
    expect(written).toEqual([]);
    await Promise.resolve();
    expect(written).toEqual(['first', 'second']);
    queue.put('third', 'connection', false);
    expect(written.at(-1)).toBe('third');
  });

  test('writes several of one turn together at its end, in order', async () => {
    await crowd();
    queue.put('first', 'a', false);
    await Promise.resolve();
    queue.put('second', 'b', false);
    expect(written).toEqual([]);
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
  });

  test('writes some of many before the turn ends, so that few wait', async () => {
    await crowd();
    for (let index = 0; index < 20; index++) queue.put(`${index}`, `connection ${index}`, false);
    expect(written).toEqual([]);
    await Promise.resolve();
    expect(written).toHaveLength(20);
    await setImmediate();
    expect(written).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  test('writes those that have waited for a millisecond before the turn ends, so that no response waits for slow requests', async () => {
    await crowd();
    queue.put('first', 'a', false);
    nowMs += 0.5;
    queue.put('second', 'b', false);
    await Promise.resolve();
    expect(written).toEqual([]);
    nowMs += 0.5;
    queue.put('third', 'c', false);
    await Promise.resolve();
    expect(written).toEqual(['first', 'second', 'third']);
    queue.put('fourth', 'd', false);
    await Promise.resolve();
    expect(written).toHaveLength(3);
    await setImmediate();
    expect(written).toHaveLength(4);
  });

  test('writes at once again when one was alone in its turn', async () => {
    await crowd();
    queue.put('alone', 'a', false);
    await setImmediate();
    expect(written).toEqual(['alone']);
    queue.put('next', 'a', false);
    await Promise.resolve();
    expect(written).toEqual(['alone', 'next']);
  });

  test('writes what one connection has at once, so that a client cannot fill it', async () => {
    await crowd();
    queue.put('of another', 'b', false);
    queue.put('first', 'a', false);
    expect(written).toEqual([]);
    queue.put('second', 'a', false);
    await Promise.resolve();
    expect(written).toEqual(['of another', 'first', 'second']);
    queue.put('third', 'a', false);
    await Promise.resolve();
    expect(written).toEqual(['of another', 'first', 'second', 'third']);
    await setImmediate();
    expect(written).toHaveLength(4);
  });

  test('says once that several were written, after the last of them, so that nothing happens between two', async () => {
    queue = new ResponseQueue<string>(
      (item) => written.push(item),
      () => written.push('written'),
    );
    await crowd();
    queue.put('first', 'a', false);
    queue.put('second', 'b', false);
    await setImmediate();
    expect(written).toEqual(['first', 'second', 'written']);
    queue = new ResponseQueue<string>(
      (item) => written.push(item),
      () => written.push('written'),
    );
    queue.put('alone', 'a', false);
    expect(written.slice(3)).toEqual(['alone', 'written']);
  });

  test('writes what is put while it writes in a later turn', async () => {
    queue = new ResponseQueue((item) => {
      written.push(item);
      if (item === 'first') queue.put('third', 'c', false);
    });
    await crowd();
    queue.put('first', 'a', false);
    queue.put('second', 'b', false);
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
    await setImmediate();
    expect(written).toEqual(['first', 'second', 'third']);
  });
});
