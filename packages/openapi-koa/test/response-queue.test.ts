import { setImmediate } from 'node:timers/promises';
import { ResponseQueue } from '../src/server/response-queue.ts';

/** More than it takes to look whether several are ready in one turn. */
const MANY = 40;

describe('an outbox', () => {
  let written: string[];
  let outbox: ResponseQueue<string>;
  beforeEach(() => {
    written = [];
    outbox = new ResponseQueue<string>((item) => written.push(item));
  });
  /** Several in each turn, so that they are worth writing together. */
  async function crowd(): Promise<void> {
    for (let index = 0; index < MANY; index++) outbox.put('crowd', `connection ${index}`);
    await setImmediate();
    written.length = 0;
  }

  test('writes one that is alone at once, however many come', async () => {
    for (let index = 0; index < 3 * MANY; index++) {
      outbox.put(`${index}`, 'connection');
      await Promise.resolve();
      expect(written.at(-1)).toBe(`${index}`);
      await setImmediate();
    }
  });

  test('writes several of one turn together at its end, in order', async () => {
    await crowd();
    outbox.put('first', 'a');
    await Promise.resolve();
    outbox.put('second', 'b');
    expect(written).toEqual([]);
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
  });

  test('writes at once again when one was alone in its turn', async () => {
    await crowd();
    outbox.put('alone', 'a');
    await setImmediate();
    expect(written).toEqual(['alone']);
    outbox.put('next', 'a');
    await Promise.resolve();
    expect(written).toEqual(['alone', 'next']);
  });

  test('writes what one connection has at once, so that a client cannot fill it', async () => {
    await crowd();
    outbox.put('of another', 'b');
    outbox.put('first', 'a');
    expect(written).toEqual([]);
    outbox.put('second', 'a');
    await Promise.resolve();
    expect(written).toEqual(['of another', 'first', 'second']);
    outbox.put('third', 'a');
    await Promise.resolve();
    expect(written).toEqual(['of another', 'first', 'second', 'third']);
    await setImmediate();
    expect(written).toHaveLength(4);
  });

  test('writes what is put while it writes in a later turn', async () => {
    outbox = new ResponseQueue((item) => {
      written.push(item);
      if (item === 'first') outbox.put('third', 'c');
    });
    await crowd();
    outbox.put('first', 'a');
    outbox.put('second', 'b');
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
    await setImmediate();
    expect(written).toEqual(['first', 'second', 'third']);
  });
});
