import { numbers } from '../../../../test/support/numbers.ts';

/** Characters that mean something in a URL, a header, a form or JSON, and some outside of ASCII. */
const ODD = [...' %&=+/?#;:,.|[]{}"\'<>\\~@!$()*^`', 'ä', 'ß', '€', '猫', '😺', '\u0000', '\u001f', '\u007f', '\u2028'];
const PLAIN = [...'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789'];

/** Choices that a seed decides, so that a run can be repeated. */
export class Random {
  readonly below: (limit: number) => number;

  /** @param seeds a run's seed, and what tells its cases apart */
  constructor(...seeds: readonly number[]) {
    let mixed = 0x9e3779b9;
    for (const seed of seeds) mixed = numbers(mixed ^ seed)(0x7fffffff) + Math.floor(seed / 0x100000000);
    this.below = numbers(mixed);
  }

  /** @param probability from 0 to 1 */
  chance(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000;
  }

  /** @param max included */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Mostly small, seldom up to the limit: most lengths and counts in the wild are. */
  small(limit: number): number {
    return this.below(1 + this.below(1 + limit));
  }

  word(min = 1, max = 8): string {
    return Array.from({ length: this.between(min, max) }, () => this.pick(PLAIN)).join('');
  }

  /** Letters, and characters that have to be encoded somewhere. */
  text(min = 0, max = 12): string {
    return Array.from({ length: this.between(min, max) }, () => (this.chance(0.7) ? this.pick(PLAIN) : this.pick(ODD))).join('');
  }

  bytes(max: number): Buffer {
    const bytes = Buffer.alloc(this.small(max));
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.below(256);
    return bytes;
  }
}
