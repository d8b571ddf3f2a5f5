/** Prints how many times as much processor time each shape takes at four times the size, as JSON. In a process of its own: Jest's sandbox is slow. */
import { cpuGrowth } from '../../../test/support/cpu-growth.ts';
import { compileDocument } from '../src/compile.ts';
import { largeDocument, SHAPES } from './large-schemas.ts';

const SIZE = 150;

const growth = Object.entries(SHAPES).map(([name, schemas]) => {
  const texts = new Map([SIZE, 4 * SIZE].map((size) => [size, JSON.stringify(largeDocument(schemas(size)))]));
  return [name, cpuGrowth((size) => void compileDocument('d.json', texts.get(size) as string), SIZE)] as const;
});
process.stdout.write(JSON.stringify(growth));
