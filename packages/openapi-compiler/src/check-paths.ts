import { decodeComponent, SegmentTemplate } from '@petsage/openapi-koa/spec';
import type { DocumentOperation } from './operations.ts';
import { type Fault, joinPointer } from './source-document.ts';

const PARAMETER = /\{([^{}]+)\}/g;
const WHOLE = /^\{[^{}]+\}$/;
const DOTS: readonly (string | undefined)[] = ['.', '..'];

/** A path with its operations, as the router will know it. */
interface Path {
  readonly path: string;
  readonly operations: readonly DocumentOperation[];
  /** In the order in which they stand in it. */
  readonly names: readonly string[];
  readonly multiSegment: ReadonlySet<string>;
}

/**
 * Everything about the paths of a document that could not be routed.
 *
 * @see OpenAPI 3.0.3 section 4.7.8: paths that differ in names only are one path, which must not be there twice
 */
export function pathFaults(operations: readonly DocumentOperation[]): Fault[] {
  const paths = [...Map.groupBy(operations, ({ path }) => path)].map(([path, members]): Path => {
    const names = [...path.matchAll(PARAMETER)].map((match) => match[1] as string);
    return { path, operations: members, names, multiSegment: new Set(members.flatMap(multiSegmentOf)) };
  });
  const faults = paths.map((path) => [...templateFaults(path)]);
  const sound = paths.filter((_, index) => faults[index]?.length === 0);
  return [...faults.flat(), ...clashes(sound)];
}

/** The path parameters of an operation that stand for one segment or more. */
export function multiSegmentOf({ parameters }: DocumentOperation): string[] {
  return parameters.filter(({ value }) => value['in'] === 'path' && value['x-multi-segment'] === true).map(({ value }) => String(value['name']));
}

function* templateFaults({ path, operations, names, multiSegment }: Path): Generator<Fault> {
  const pointer = joinPointer('/paths', path);
  if (!path.startsWith('/')) yield { pointer, reason: `the path ${path} does not begin with a slash` };
  if (/[?#]/.test(path)) yield { pointer, reason: `the path ${path} has a query or a fragment, which is no part of a path` };
  for (const segment of path.slice(1).split('/')) {
    const text = decodeComponent(segment.replace(PARAMETER, '/'));
    if (!/^(?:[^{}]|\{[^{}]+\})*$/.test(segment) || segment.includes('}{'))
      yield { pointer, reason: `the segment ${segment} does not tell where a parameter begins and ends` };
    else if (text === undefined) yield { pointer, reason: `the segment ${segment} has a percent sign that begins no valid UTF-8 escape` };
    else if (!segment.includes('{') && DOTS.includes(text))
      yield { pointer, reason: `the segment ${segment} is one of dots, which stand in no path that is routed` };
    const multi = [...segment.matchAll(PARAMETER)].find((match) => multiSegment.has(match[1] as string))?.[1];
    if (multi !== undefined && !WHOLE.test(segment)) yield { pointer, reason: `the multi-segment parameter ${multi} is no whole segment in ${segment}` };
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) yield { pointer, reason: `the path has two parameters of the name ${twice}` };
  for (const name of multiSegment) {
    const other = operations.find((operation) => !multiSegmentOf(operation).includes(name));
    if (other !== undefined)
      yield {
        pointer: other.pointer,
        reason: `the parameter ${name} is multi-segment in another operation of the path, and not in ${other.method.toUpperCase()}`,
      };
  }
}

/** Paths that take the same requests: by the same method, or with a name that means another part in each. */
function* clashes(paths: readonly Path[]): Generator<Fault> {
  const ends = new Map<string, Path[]>();
  for (const path of paths) {
    const shape = shapeOf(path, path.multiSegment);
    const others = ends.get(shape) ?? [];
    for (const other of others) yield* clash(path, other, path.operations);
    ends.set(shape, [...others, path]);
  }
  // A request with one segment for a multi-segment parameter finds these paths first, and then the methods that they lack.
  for (const path of paths.filter(({ multiSegment }) => multiSegment.size > 0)) {
    const others = ends.get(shapeOf(path, new Set())) ?? [];
    const missing = path.operations.filter(({ method }) => !others.some((other) => other.operations.some((taken) => taken.method === method)));
    for (const other of missing.length > 0 ? others : []) yield* clash(path, other, missing);
  }
}

function* clash(path: Path, other: Path, operations: readonly DocumentOperation[]): Generator<Fault> {
  const alike =
    namesLeftOut(path.path) === namesLeftOut(other.path)
      ? `the path differs from ${other.path} in the names of parameters only`
      : `the path takes the requests of ${other.path}`;
  for (const { method, pointer } of operations)
    if (other.operations.some((taken) => taken.method === method)) yield { pointer, reason: `${alike}, and both take ${method.toUpperCase()}` };
  // Every method gets all names, so none may stand for two texts.
  const moved = path.names.find((name, index) => other.names.includes(name) && other.names[index] !== name);
  if (moved !== undefined) yield { pointer: joinPointer('/paths', path.path), reason: `${alike}, and the parameter ${moved} is another part of it there` };
}

const namesLeftOut = (path: string) => path.replace(PARAMETER, '{}');

/** Alike for two paths that take the same requests. */
function shapeOf({ path }: Path, multiSegment: ReadonlySet<string>): string {
  const shapes = path
    .slice(1)
    .split('/')
    .map((segment) => {
      if (WHOLE.test(segment)) return multiSegment.has(segment.slice(1, -1)) ? ['multi'] : ['single'];
      return segment.includes('{') ? ['mixed', new SegmentTemplate(segment).shape] : ['text', decodeComponent(segment)];
    });
  return JSON.stringify(shapes);
}
