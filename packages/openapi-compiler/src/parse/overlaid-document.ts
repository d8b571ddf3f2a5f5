import { isObject, type Json, type JsonObject, joinPointer, parsePointer } from '../json.ts';
import { type Path, select } from './json-path.ts';
import type { Overlay, OverlayAction, OverlayFinding } from './overlay.ts';
import type { Origin } from './source.ts';
import { MAX_DEPTH, TOO_DEEP } from './yaml.ts';

/** Where something in the changed document comes from. */
export interface OverlaidOrigin extends Origin {
  /** Of what an action copied, which stands at its `copy`: where it was copied from. */
  readonly copiedFrom?: OverlaidOrigin;
}

type Container = Json[] | JsonObject;
/** What of a container doesn't stand where it stood. Of an array, each item: its origin, or its index in the origin of the array. */
type Marks = Map<string, OverlaidOrigin> | (OverlaidOrigin | number)[];

/** Actions may copy what was copied before, so a few of them can stand for more than any memory holds. */
const MAX_INSERTED = 500_000;

/** A reason why an action cannot be applied. */
class ActionError extends Error {
  /** Its place in the overlay; undefined for that of the action. */
  readonly pointer: string | undefined;

  constructor(pointer: string | undefined, reason: string) {
    super(reason);
    this.pointer = pointer;
  }
}

/**
 * A document with overlays applied. Of everything in it, it can say where it comes from.
 *
 * @see Overlay 1.1.0, Action Object
 */
export class OverlaidDocument {
  /** The document as changed so far. */
  readonly root: JsonObject;
  readonly #file: string;
  /** Of the containers in which something was changed. */
  readonly #marks = new WeakMap<Container, Marks>();
  #inserted = 0;

  /**
   * @param file the name of the document, for origins
   * @param root remains as it is
   */
  constructor(file: string, root: JsonObject) {
    this.#file = file;
    // Aliases of YAML make one object stand in several places, which are changed one by one.
    this.root = JSON.parse(JSON.stringify(root)) as JsonObject;
  }

  /**
   * Applies the actions of an overlay, each to the result of those before.
   *
   * @returns what was found while they were applied: an error for an action that cannot be, a warning for one that selects nothing
   */
  apply({ file, actions }: Overlay): OverlayFinding[] {
    const findings: OverlayFinding[] = [];
    for (const action of actions) {
      try {
        if (!this.#apply(action, file))
          findings.push({ severity: 'warning', file, pointer: joinPointer(action.pointer, 'target'), reason: `${action.target} selects nothing` });
      } catch (error) {
        if (!(error instanceof ActionError)) throw error;
        findings.push({ severity: 'error', file, pointer: error.pointer ?? action.pointer, reason: error.message });
      }
    }
    return findings;
  }

  /**
   * Where something comes from: the document itself, or the overlay that added or changed it.
   *
   * @param pointer into the changed document; what it names may be missing
   */
  originOf(pointer: string): OverlaidOrigin {
    let value: Json | undefined = this.root;
    let origin: OverlaidOrigin = { file: this.#file, pointer: '' };
    for (const part of parsePointer(pointer)) {
      const key: string | number = Array.isArray(value) ? Number(part) : part;
      origin = isContainer(value) ? this.#originIn(value, key, origin) : within(origin, part);
      value = isContainer(value) ? memberOf(value, key) : undefined;
    }
    return origin;
  }

  /** @returns whether the action selected anything */
  #apply({ pointer, target, change }: OverlayAction, file: string): boolean {
    const paths = select(this.root, target);
    if (change !== 'remove' && 'copy' in change) {
      const at = joinPointer(pointer, 'copy');
      const from = select(this.root, change.copy);
      const [path] = from;
      if (path === undefined || from.length > 1) throw new ActionError(at, `${change.copy} must select one node, and selects ${from.length}`);
      const copiedFrom = this.originOf(pointerOf(path));
      const value = this.#copy(nodeAt(this.root, path), (origin) => ({ file, pointer: at, copiedFrom: origin }));
      this.#merge(paths, value, { file, pointer: at, copiedFrom });
    } else if (change === 'remove') this.#remove(paths, pointer);
    else this.#merge(paths, change.update, { file, pointer: joinPointer(pointer, 'update') });
    return paths.length > 0;
  }

  #merge(paths: readonly Path[], value: Json, origin: OverlaidOrigin): void {
    const kinds = [...new Set(paths.map((path) => kindOf(nodeAt(this.root, path))))];
    if (kinds.length > 1)
      throw new ActionError(origin.pointer, `the target must select nodes of one kind, and selects ${kinds.map((kind) => NAMES[kind]).join(' and ')}`);
    const depth = depthOf(value);
    for (const path of paths) {
      if (path.length + depth > MAX_DEPTH) throw new ActionError(origin.pointer, `${TOO_DEEP}, at ${pointerOf(path)}`);
      const node = nodeAt(this.root, path);
      if (Array.isArray(node)) this.#append(node, value, origin);
      else if (isObject(node) && isObject(value)) this.#mergeObjects(node, value, path, origin);
      else if (isContainer(node) || isContainer(value)) throw incompatible(node, value, path, origin);
      else this.#set(nodeAt(this.root, path.slice(0, -1)) as Container, path.at(-1) as string | number, value, origin);
    }
  }

  #mergeObjects(target: JsonObject, update: JsonObject, path: Path, origin: OverlaidOrigin): void {
    for (const name of Object.keys(update)) {
      const value = update[name] as Json;
      const current = memberOf(target, name);
      const own = this.#originIn(update, name, origin);
      const at = [...path, name];
      if (current === undefined) this.#set(target, name, this.#copy(value), own);
      else if (isObject(current) && isObject(value)) this.#mergeObjects(current, value, at, own);
      else if (Array.isArray(current) && Array.isArray(value)) this.#append(current, value, own);
      else if (isContainer(current) || isContainer(value)) throw incompatible(current, value, at, own);
      else this.#set(target, name, value, own);
    }
  }

  /** Adds a value to an array; the items of one that is an array itself. */
  #append(array: Json[], value: Json, origin: OverlaidOrigin): void {
    const marks = this.#marksOfArray(array);
    const items = Array.isArray(value) ? value.map((item, index) => [item, this.#originIn(value, index, origin)] as const) : [[value, origin] as const];
    for (const [item, own] of items) {
      array.push(this.#copy(item));
      marks.push(own);
    }
  }

  #set(container: Container, key: string | number, value: Json, origin: OverlaidOrigin): void {
    if (Array.isArray(container)) {
      container[key as number] = value;
      this.#marksOfArray(container)[key as number] = origin;
    } else {
      setMember(container, String(key), value);
      this.#marksOfObject(container).set(String(key), origin);
    }
  }

  /** Removes nodes, the last one first, so that the indexes of the others stay, and what is inside of another one goes before it. */
  #remove(paths: readonly Path[], pointer: string): void {
    for (const path of [...paths].sort(inOrder).reverse()) {
      const key = path.at(-1);
      if (key === undefined) throw new ActionError(joinPointer(pointer, 'target'), 'the document itself cannot be removed');
      const container = nodeAt(this.root, path.slice(0, -1)) as Container;
      if (Array.isArray(container)) {
        this.#marksOfArray(container).splice(key as number, 1);
        container.splice(key as number, 1);
      } else {
        delete container[key];
        this.#marksOfObject(container).delete(String(key));
      }
    }
  }

  /**
   * A value of its own, with where its parts come from.
   *
   * @param wrap changes those origins
   */
  #copy(value: Json, wrap = (origin: OverlaidOrigin) => origin): Json {
    if (++this.#inserted > MAX_INSERTED) throw new ActionError(undefined, `actions must not add more than ${MAX_INSERTED} values in all`);
    if (!isContainer(value)) return value;
    const copy: Container = Array.isArray(value) ? value.map((item) => this.#copy(item, wrap)) : {};
    if (!Array.isArray(value)) for (const [name, member] of Object.entries(value)) setMember(copy as JsonObject, name, this.#copy(member as Json, wrap));
    const marks = this.#marks.get(value);
    if (Array.isArray(marks))
      this.#marks.set(
        copy,
        marks.map((mark) => (typeof mark === 'number' ? mark : wrap(mark))),
      );
    else if (marks !== undefined) this.#marks.set(copy, new Map([...marks].map(([name, mark]) => [name, wrap(mark)])));
    return copy;
  }

  /** The origin of a member or an item by that of its container. */
  #originIn(container: Container, key: string | number, origin: OverlaidOrigin): OverlaidOrigin {
    const marks = this.#marks.get(container);
    const mark = Array.isArray(marks) ? marks[key as number] : marks?.get(String(key));
    return typeof mark === 'object' ? mark : within(origin, mark ?? key);
  }

  #marksOfArray(array: Json[]): (OverlaidOrigin | number)[] {
    const marks = (this.#marks.get(array) as (OverlaidOrigin | number)[] | undefined) ?? array.map((_, index) => index);
    this.#marks.set(array, marks);
    return marks;
  }

  #marksOfObject(object: JsonObject): Map<string, OverlaidOrigin> {
    const marks = (this.#marks.get(object) as Map<string, OverlaidOrigin> | undefined) ?? new Map<string, OverlaidOrigin>();
    this.#marks.set(object, marks);
    return marks;
  }
}

function incompatible(current: Json, value: Json, path: Path, { pointer }: OverlaidOrigin): ActionError {
  return new ActionError(pointer, `${NAMES[kindOf(value)]} cannot be merged into ${NAMES[kindOf(current)]}, at ${pointerOf(path)}; remove that first`);
}

function within(origin: OverlaidOrigin, key: string | number): OverlaidOrigin {
  const { copiedFrom, pointer } = origin;
  return copiedFrom === undefined ? { ...origin, pointer: joinPointer(pointer, key) } : { ...origin, copiedFrom: within(copiedFrom, key) };
}

function isContainer(value: Json | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

function memberOf(container: Container, key: string | number): Json | undefined {
  return Object.hasOwn(container, key) ? (container as Record<string | number, Json>)[key] : undefined;
}

const nodeAt = (root: Json, path: Path): Json => path.reduce((node: Json, key) => memberOf(node as Container, key) as Json, root);

/** A member named `__proto__` must not change the prototype. */
function setMember(object: JsonObject, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}

const pointerOf = (path: Path) => joinPointer('', ...path);

function kindOf(value: Json): 'object' | 'array' | 'primitive' {
  return Array.isArray(value) ? 'array' : isObject(value) ? 'object' : 'primitive';
}

const NAMES = { object: 'an object', array: 'an array', primitive: 'a primitive value' } as const;

/** How many containers are inside of each other. */
function depthOf(value: Json): number {
  return isContainer(value) ? 1 + Object.values(value).reduce((most: number, member) => Math.max(most, depthOf(member as Json)), 0) : 0;
}

/** The order of the document, as far as it matters: items by their index, and a node before what is inside of it. */
function inOrder(a: Path, b: Path): number {
  const index = a.findIndex((key, at) => key !== b[at]);
  if (index === -1) return a.length - b.length;
  const [key, other] = [a[index] as string | number, b[index]];
  if (other === undefined) return 1;
  return typeof key === 'number' && typeof other === 'number' ? key - other : String(key) < String(other) ? -1 : 1;
}
