import { setImmediate } from 'node:timers/promises';
import { Outbox } from '../../src/contract/outbox.ts';

describe('an outbox', () => {
  test('writes nothing before the turn ends, then all of it in order', async () => {
    const written: string[] = [];
    const outbox = new Outbox<string>((item) => written.push(item));
    outbox.put('first');
    await Promise.resolve();
    outbox.put('second');
    expect(written).toEqual([]);
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
  });

  test('writes what is put while it writes at the end of the next turn', async () => {
    const written: string[] = [];
    const outbox: Outbox<string> = new Outbox((item) => {
      written.push(item);
      if (item === 'first') outbox.put('third');
    });
    outbox.put('first');
    outbox.put('second');
    await setImmediate();
    expect(written).toEqual(['first', 'second']);
    await setImmediate();
    expect(written).toEqual(['first', 'second', 'third']);
  });
});
