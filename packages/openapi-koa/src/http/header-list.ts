import { listMembers } from './headers.ts';

/**
 * The headers of a response, in order, with their names as they are sent. A name may occur several times, as `Set-Cookie` does
 * (RFC 9110 section 5.3). A `key` is a name in lower case, as names are compared (RFC 9110 section 5.1).
 */
export class HeaderList {
  /** Names and values in turn, as `writeHead` takes them: making that array for each response would cost more than everything else here. */
  readonly #raw: string[];
  readonly #keys: string[];
  #isShared = false;

  /** @param raw names and values in turn, as in `message.rawHeaders` of `node:http` */
  constructor(raw: readonly string[] = [], keys: readonly string[] = keysOf(raw)) {
    this.#raw = [...raw];
    this.#keys = [...keys];
  }

  static of(headers: Readonly<Record<string, string | number>>): HeaderList {
    const list = new HeaderList();
    for (const [name, value] of Object.entries(headers)) list.add(name, String(value));
    return list;
  }

  /** A list of its own with the same headers. */
  copy(): HeaderList {
    return new HeaderList(this.#raw, this.#keys);
  }

  /** Says that many responses have this list, which can't be changed from now on. */
  share(): this {
    this.#isShared = true;
    return this;
  }

  get isShared(): boolean {
    return this.#isShared;
  }

  /** Names and values in turn. */
  get raw(): readonly string[] {
    return this.#raw;
  }

  has(key: string): boolean {
    return this.#keys.includes(key);
  }

  /** The value of the first header with this key. */
  get(key: string): string | undefined {
    const index = this.#keys.indexOf(key);
    return index === -1 ? undefined : this.#raw[index * 2 + 1];
  }

  /** @param key of the name, if the caller has it */
  add(name: string, value: string, key: string = name.toLowerCase()): void {
    this.#checkOwn();
    this.#raw.push(name, value);
    this.#keys.push(key);
  }

  /** Adds a header unless there is one of that name. */
  addMissing(name: string, value: string, key: string = name.toLowerCase()): void {
    if (!this.#keys.includes(key)) this.add(name, value, key);
  }

  delete(key: string): void {
    this.#checkOwn();
    for (let index = this.#keys.indexOf(key); index !== -1; index = this.#keys.indexOf(key, index)) {
      this.#keys.splice(index, 1);
      this.#raw.splice(index * 2, 2);
    }
  }

  /** Replaces every header of that name. */
  set(name: string, value: string): void {
    this.delete(name.toLowerCase());
    this.add(name, value);
  }

  #checkOwn(): void {
    if (this.#isShared) throw new Error('A list of headers that responses share cannot be changed: copy it.');
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (let index = 0; index < this.#raw.length; index += 2) yield [this.#raw[index] as string, this.#raw[index + 1] as string];
  }
}

/** Whether caches may store a response: its Cache-Control has no `no-store` directive (RFC 9111 section 5.2.2.5). */
export function mayBeStored(headers: HeaderList): boolean {
  const value = headers.get('cache-control');
  return value === undefined || (value !== 'no-store' && !listMembers(value).some((directive) => directive.toLowerCase() === 'no-store'));
}

/** Adds the name of a request header to Vary (RFC 9110 section 12.5.5), unless it is in it already. */
export function addVary(headers: HeaderList, name: string): void {
  const varies = [...headers].filter(([header]) => header.toLowerCase() === 'vary').flatMap(([, value]) => listMembers(value));
  const names = new Map<string, string>();
  for (const member of [...varies, name]) if (!names.has(member.toLowerCase())) names.set(member.toLowerCase(), member);
  headers.set('Vary', names.has('*') ? '*' : [...names.values()].join(', '));
}

function keysOf(raw: readonly string[]): string[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => (raw[index * 2] as string).toLowerCase());
}
