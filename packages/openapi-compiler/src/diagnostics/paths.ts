import { decodeComponent, SegmentTemplate } from '@petsage/openapi-koa/spec';
import { listedValues } from '../ir/listed-values.ts';
import { allowedTypes } from '../ir/types.ts';
import { type JsonObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { type DocumentOperation, multiSegmentOf } from '../parse/operations.ts';
import { METHODS, pathItems, pathsOf } from '../parse/path-items.ts';
import type { Finding } from './diagnostic.ts';

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
 * Everything about the paths of a document that cannot be routed.
 *
 * @see OpenAPI 3.0.3 section 4.7.8: paths that differ in names only are one path, which must not be there twice
 */
export function pathFindings(operations: readonly DocumentOperation[]): Finding[] {
  const paths = [...Map.groupBy(operations, ({ path }) => path)].map(([path, members]): Path => {
    const names = [...path.matchAll(PARAMETER)].map((match) => match[1] as string);
    return { path, operations: members, names, multiSegment: new Set(members.flatMap(multiSegmentOf)) };
  });
  const found = paths.map((path) => [...templateFindings(path)]);
  const sound = paths.filter((_, index) => found[index]?.length === 0);
  return [...found.flat(), ...clashes(sound)];
}

function* templateFindings({ path, operations, names, multiSegment }: Path): Generator<Finding> {
  const pointer = joinPointer('/paths', path);
  const code = 'invalid-path';
  if (!path.startsWith('/')) yield { code, pointer, reason: `the path ${path} must begin with a slash; write /${path}` };
  if (/[?#]/.test(path)) yield { code, pointer, reason: `the path ${path} has a query or a fragment; declare query parameters in \`parameters\`` };
  for (const segment of path.slice(1).split('/')) {
    const text = decodeComponent(segment.replace(PARAMETER, '/'));
    if (!/^(?:[^{}]|\{[^{}]+\})*$/.test(segment) || segment.includes('}{'))
      yield { code, pointer, reason: `it is unclear where a parameter of the segment ${segment} begins and ends; put text between \`{\` … \`}\`` };
    else if (text === undefined)
      yield { code, pointer, reason: `the segment ${segment} has a percent sign that is not part of valid percent-encoded UTF-8; write %25` };
    else if (!segment.includes('{') && DOTS.includes(text))
      yield { code, pointer, reason: `the dot segment ${segment} is never in the path of a request; remove it` };
    const multi = [...segment.matchAll(PARAMETER)].find((match) => multiSegment.has(match[1] as string))?.[1];
    if (multi !== undefined && !WHOLE.test(segment))
      yield { code, pointer, reason: `the multi-segment parameter ${multi} must be a whole segment, not a part of ${segment}` };
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) yield { code: 'conflicting-path-parameter', pointer, reason: `the path has two parameters named ${twice}; rename one` };
  for (const name of multiSegment) {
    const other = operations.find((operation) => !multiSegmentOf(operation).includes(name));
    if (other !== undefined)
      yield {
        code: 'conflicting-path-parameter',
        pointer: other.pointer,
        reason: `the parameter ${name} is multi-segment in another operation of the path, and not in ${other.method.toUpperCase()}; add \`x-multi-segment: true\``,
      };
  }
}

/** Paths that take the same requests: by the same method, or with a name that means another part in each. */
function* clashes(paths: readonly Path[]): Generator<Finding> {
  const ends = new Map<string, Path[]>();
  for (const path of paths) {
    const shape = shapeOf(path, path.multiSegment);
    const others = ends.get(shape) ?? [];
    for (const other of others) {
      yield* clash(path, other, path.operations);
      if (isIdentical(path, other) && !path.operations.some(({ method }) => other.operations.some((taken) => taken.method === method)))
        yield {
          code: 'identical-path',
          pointer: joinPointer('/paths', path.path),
          reason: `the path differs from ${other.path} only in the names of parameters; move its operations there`,
        };
    }
    ends.set(shape, [...others, path]);
  }
  // A request with one segment for a multi-segment parameter finds these paths first, and then the methods that they lack. The router adds
  // those of one such path after another, so each is compared with the ones before it, too.
  for (const path of paths.filter(({ multiSegment }) => multiSegment.size > 0)) {
    const shape = shapeOf(path, new Set());
    const others = ends.get(shape) ?? [];
    const missing = path.operations.filter(({ method }) => !others.some((other) => other.operations.some((taken) => taken.method === method)));
    if (others.length === 0 || missing.length === 0) continue;
    for (const other of others) yield* clash(path, other, missing);
    ends.set(shape, [...others, { ...path, operations: missing }]);
  }
}

function* clash(path: Path, other: Path, operations: readonly DocumentOperation[]): Generator<Finding> {
  const alike = isIdentical(path, other)
    ? `the path differs from ${other.path} only in the names of parameters`
    : `the path matches the requests of ${other.path}`;
  for (const { method, pointer } of operations)
    if (other.operations.some((taken) => taken.method === method))
      yield { code: 'duplicate-path', pointer, reason: `${alike}, and both have ${method.toUpperCase()}; remove one` };
  // Every method gets all names, so none may stand for two texts.
  const moved = path.names.find((name, index) => other.names.includes(name) && other.names[index] !== name);
  if (moved !== undefined)
    yield {
      code: 'conflicting-path-parameter',
      pointer: joinPointer('/paths', path.path),
      reason: `${alike}, and the parameter ${moved} is another part of it there; rename it`,
    };
}

/** Of one hierarchy with other names, which OpenAPI does not allow (OpenAPI 3.0.3 section 4.7.8.1). */
const isIdentical = (one: Path, other: Path) => namesLeftOut(one.path) === namesLeftOut(other.path);

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

/**
 * Methods that no request with a certain path reaches, as a more concrete path matches it first and does not have them: requests with them
 * get a 405. A path without parameters is left out, as it has to be matched first (OpenAPI 3.0.3 section 4.7.8.2).
 *
 * @param positions `line:column` of each pointer
 */
export function hiddenMethods(
  parser: ApiParser,
  operations: readonly DocumentOperation[],
  positions: (pointers: readonly string[]) => readonly string[],
): Finding[] {
  const hidden = [...hidingPaths(parser, operations)];
  const places = positions(hidden.map(({ other }) => joinPointer('/paths', other)));
  return hidden.map(({ concrete, other, missing }, index) => ({
    code: 'hidden-method',
    pointer: joinPointer('/paths', concrete),
    reason: `requests that match both get a 405 for ${missing}, which only the less concrete ${other} (${places[index]}) has; rename a segment, or add the method here`,
  }));
}

interface HidingPath {
  readonly concrete: string;
  readonly other: string;
  /** The methods that it hides. */
  readonly missing: string;
}

function* hidingPaths(parser: ApiParser, operations: readonly DocumentOperation[]): Generator<HidingPath> {
  const byPath = [...Map.groupBy(operations, ({ path }) => path)].filter(([path]) => path.includes('{'));
  const routes = byPath.map(([path, members]) => ({ path, members, segments: path.slice(1).split('/'), multi: new Set(members.flatMap(multiSegmentOf)) }));
  const byLength = Map.groupBy(
    routes.filter(({ multi }) => multi.size === 0),
    ({ segments }) => segments.length,
  );
  for (const group of byLength.values())
    for (const concrete of group)
      for (const other of group) {
        const missing = other.members.filter(({ method }) => !concrete.members.some((member) => member.method === method));
        if (missing.length === 0 || !hides(parser, concrete.segments, other.segments, missing)) continue;
        yield { concrete: concrete.path, other: other.path, missing: missing.map(({ method }) => method.toUpperCase()).join(', ') };
      }
}

/** Whether a path is tried first for some request that the other one matches, too: by the first segment in which they differ. */
function hides(parser: ApiParser, concrete: readonly string[], other: readonly string[], operations: readonly DocumentOperation[]): boolean {
  let isFirst: boolean | undefined;
  for (const [index, segment] of concrete.entries()) {
    const against = other[index] as string;
    if (segment.replace(PARAMETER, '{}') === against.replace(PARAMETER, '{}')) continue;
    const [rank, otherRank] = [rankOf(segment), rankOf(against)];
    if (rank === 0 && otherRank === 0) return false;
    const [text, template] = rank <= otherRank ? [segment, against] : [against, segment];
    if (!canBoth(parser, text, template, rank <= otherRank ? operations : [])) return false;
    isFirst ??= rank < otherRank || (rank === 1 && otherRank === 1 && new SegmentTemplate(segment).fixed > new SegmentTemplate(against).fixed);
  }
  return isFirst === true;
}

/** As the router tries them: literal text, text with parameters, a parameter. */
function rankOf(segment: string): number {
  if (!segment.includes('{')) return 0;
  return WHOLE.test(segment) ? 2 : 1;
}

/** Whether some segment of a request matches both; of two with text and parameters, whether none of their ends differ. */
function canBoth(parser: ApiParser, concrete: string, template: string, operations: readonly DocumentOperation[]): boolean {
  const name = WHOLE.exec(template)?.[0]?.slice(1, -1);
  if (concrete.includes('{')) {
    if (name !== undefined) return true;
    const [starts, ends] = [concrete, template].map((text) => [text.slice(0, text.indexOf('{')), text.slice(text.lastIndexOf('}') + 1)]) as [
      string[],
      string[],
    ];
    const [start = '', end = ''] = starts;
    const [otherStart = '', otherEnd = ''] = ends;
    return (start.startsWith(otherStart) || otherStart.startsWith(start)) && (end.endsWith(otherEnd) || otherEnd.endsWith(end));
  }
  if (name === undefined) return new SegmentTemplate(template).match(concrete) !== undefined;
  // What the parameter cannot be would be refused there as well.
  return operations.length === 0 || operations.some((operation) => takes(parser, operation, name, concrete));
}

function takes(parser: ApiParser, { parameters }: DocumentOperation, name: string, text: string): boolean {
  const parameter = parameters.find(({ value }) => value['in'] === 'path' && value['name'] === name);
  const { schema = undefined, mediaType = undefined } = parameter === undefined ? {} : parser.parameter(parameter);
  if (schema === undefined || mediaType !== undefined) return true;
  if (listedValues(schema)?.map(String).includes(text) === false) return false;
  return allowedTypes(schema).some((type) =>
    type === 'integer' || type === 'number' ? !Number.isNaN(Number(text)) : type !== 'boolean' || ['true', 'false'].includes(text),
  );
}

/** Fields that stand beside a reference and in what it names: the specification leaves open which of them counts. */
export function* ambiguousItems(root: JsonObject): Generator<Finding> {
  for (const path of pathsOf(root)) {
    const items = pathItems(root, path);
    for (const [index, { value, pointer }] of items.entries())
      for (const field of [...METHODS, 'parameters'])
        if (value[field] !== undefined && items.slice(index + 1).some((other) => other.value[field] !== undefined))
          yield {
            code: 'ambiguous-path-item',
            pointer: joinPointer(pointer, field),
            reason: `\`${field}\` is also in the path item to which the \`$ref\` beside it leads, and which one counts is undefined; remove one`,
          };
  }
}
