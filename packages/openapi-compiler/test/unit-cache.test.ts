import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheFile } from '../src/cache/cache-folder.ts';
import { UnitCache } from '../src/cache/unit-cache.ts';
import { NO_UNITS } from '../src/cache/units.ts';
import { compileSource } from '../src/compile.ts';
import { SourceDocument } from '../src/parse/source-document.ts';

const PETS = readFileSync(join(__dirname, '../../openapi-koa/test/documents/pets.yaml'), 'utf8');
const NO_COSTS = new Map();

/** A document compiled with what a cache file has: its files, how many units were made, and the file afterwards. */
function compiled(text: string, file: Uint8Array | undefined, version = '1') {
  let made = 0;
  const cache = new UnitCache(version, file);
  const units = {
    get: ((input, make) =>
      cache.get(input, () => {
        made++;
        return make();
      })) as UnitCache['get'],
  };
  const { files } = compileSource(new SourceDocument('d.yaml', text, 'collect'), {}, units);
  return { files: [...files], made, file: cache.file(NO_COSTS) ?? file };
}

const clean = (text: string) => [...compileSource(new SourceDocument('d.yaml', text, 'collect'), {}, NO_UNITS).files];

describe('the cache of a document', () => {
  const cold = compiled(PETS, undefined);

  test('changes nothing of what is written, cold or warm', () => {
    expect(cold.files).toEqual(clean(PETS));
    const warm = compiled(PETS, cold.file);
    expect(warm.files).toEqual(cold.files);
    expect([cold.made > 10, warm.made]).toEqual([true, 0]);
  });

  const changes: { name: string; from: string; to: string; most: number }[] = [
    { name: 'the maximum of a parameter', from: 'maximum: 100', to: 'maximum: 99', most: 4 },
    { name: 'the type of a property', from: 'name: { type: string', to: 'name: { type: integer', most: 12 },
  ];
  test.each(changes)('$name: only what depends on it is made again', ({ from, to, most }) => {
    const changed = PETS.replace(from, to);
    expect(changed).not.toBe(PETS);
    const warm = compiled(changed, cold.file);
    expect(warm.files).toEqual(clean(changed));
    expect([warm.made > 0, warm.made <= most]).toEqual([true, true]);
    // What the document no longer has is left out.
    expect(compiled(PETS, warm.file).made).toBeGreaterThan(0);
  });

  test('a schema is made again if one that it refers to evaluates other properties', () => {
    const schemas = {
      Whole: { allOf: [{ $ref: '#/components/schemas/Part' }], unevaluatedProperties: false },
      Part: { type: 'object', properties: { before: { type: 'string' } } },
    };
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Whole' } } };
    const paths = { '/t': { get: { operationId: 'op', responses: { 200: { description: 'd', content } } } } };
    const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components: { schemas } });
    const changed = text.replace('before', 'after');
    expect(compiled(changed, compiled(text, undefined).file).files).toEqual(clean(changed));
  });

  test('is not used by another compiler, nor where it is damaged', () => {
    const file = cold.file as Uint8Array;
    expect(compiled(PETS, file, '2').made).toBe(cold.made);
    const damaged: Uint8Array[] = [new Uint8Array(), Buffer.from('{}'), file.subarray(0, file.length - 1), file.subarray(1), Buffer.concat([file, file])];
    for (const place of [0, 63, 64, 70, Math.floor(file.length / 2), file.length - 1]) {
      const copy = Buffer.from(file);
      copy[place] = (copy[place] as number) ^ 1;
      damaged.push(copy);
    }
    for (const each of damaged) expect(compiled(PETS, each)).toMatchObject({ files: cold.files, made: cold.made });
  });

  test('is written once if nothing changes, and remembers what patterns cost', () => {
    expect(new UnitCache('1', cold.file).file(NO_COSTS)).not.toBeUndefined();
    const cache = new UnitCache('1');
    cache.get('a', () => ({ text: 'é', facts: { a: [1] } }));
    const file = cache.file(new Map([['u/^a$', 'linear' as const]]));
    const again = new UnitCache('1', file);
    expect([...again.costs]).toEqual([['u/^a$', 'linear']]);
    const make = jest.fn();
    expect(again.get('a', make)).toEqual({ text: 'é', facts: { a: [1] } });
    expect(make).not.toHaveBeenCalled();
    expect(again.file(again.costs)).toBeUndefined();
  });
});

describe('the file of a cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unit-cache-'));
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  test('is one for each subject, and found again', () => {
    new CacheFile('a', folder).write(Buffer.from('1'));
    new CacheFile('b', folder).write(Buffer.from('2'));
    expect([new CacheFile('a', folder), new CacheFile('b', folder), new CacheFile('c', folder)].map((file) => file.read()?.toString())).toEqual([
      '1',
      '2',
      undefined,
    ]);
    new CacheFile('a', folder).write(undefined);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('does no harm where it cannot be read or written', () => {
    const blocked = new CacheFile('a', folder);
    blocked.write(Buffer.from('1'));
    const [name = ''] = readdirSync(folder);
    rmSync(join(folder, name));
    mkdirSync(join(folder, name, 'inside'), { recursive: true });
    expect(blocked.read()).toBeUndefined();
    expect(() => blocked.write(Buffer.from('2'))).not.toThrow();
    const missing = new CacheFile('a', join(folder, 'missing'));
    expect(missing.read()).toBeUndefined();
    expect(() => missing.write(Buffer.from('1'))).not.toThrow();
    // Nothing that is half written stays.
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('files that were not used for long are removed, also what a run left that was ended', () => {
    const old = Array.from({ length: 60 }, (_, index) => join(folder, `${index}.cache${index % 2 === 0 ? '' : '.left'}`));
    for (const [index, path] of old.entries()) {
      writeFileSync(path, 'old');
      utimesSync(path, index, index);
    }
    writeFileSync(join(folder, 'other.txt'), 'stays');
    new CacheFile('a', folder).write(Buffer.from('1'));
    expect([old.filter((path) => existsSync(path)).length, existsSync(join(folder, 'other.txt'))]).toEqual([49, true]);
    expect(existsSync(old.at(-1) as string)).toBe(true);
  });
});
