import { plausibleValue, Side } from '@petsage/openapi-checks/values';
import { type Direction, isObject, type Json, type JsonObject, resolve, valueAt } from '@petsage/openapi-compiler/internal';
import { examplesAt } from './examples.ts';
import { allHiddenNames } from './hidden-properties.ts';
import { type StockVerdict, stockAjv } from './stock-ajv.ts';

/** Each makes up other values. */
const SEEDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Whether a value will do, beside being valid. */
type Condition = (value: Json) => boolean;

/** Values for the schemas of a document: its own examples, else made up. Whether a value is valid is decided by stock Ajv. */
export class ValueSource {
  readonly root: JsonObject;
  readonly #side: Side;
  readonly #stock: Readonly<Record<Direction, StockVerdict>>;
  /** Names of properties that some schema calls `readOnly`: they are removed from requests, whatever they are. */
  readonly #readOnly: ReadonlySet<string>;
  /** Schemas that Ajv cannot compile, with its reason. */
  readonly unreadable = new Map<string, string>();

  /**
   * @param root     references normalized
   * @param document the same as it is written
   */
  constructor(root: JsonObject, document: JsonObject) {
    this.root = root;
    this.#side = new Side('revision', root);
    this.#readOnly = allHiddenNames(root, 'request');
    this.#stock = { request: stockAjv(document, 'request'), response: stockAjv(document, 'response') };
  }

  /** Whether a request loses members of a value, which are then not validated either. */
  isReduced(value: Json): boolean {
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([name, member]) => (!Array.isArray(value) && this.#readOnly.has(name)) || this.isReduced(member as Json));
  }

  /** Stock Ajv's verdict; undefined if it cannot compile the schema. */
  isValid(schema: string, value: Json, direction: Direction): boolean | undefined {
    if (this.unreadable.has(schema)) return undefined;
    try {
      return this.#stock[direction](schema, value);
    } catch (error) {
      this.unreadable.set(schema, (error as Error).message);
      return undefined;
    }
  }

  /**
   * The first example that is valid, else a made-up value.
   *
   * @param holder of the schema and perhaps of examples: a pointer to a Parameter, Header or Media Type Object
   * @param adapt  makes a value one that can be sent
   * @returns undefined if no valid value is found
   */
  value(holder: string, schema: string, direction: Direction, condition: Condition = () => true, adapt = (value: Json): Json => value): Json | undefined {
    let found: Json | undefined;
    const isRight = (value: Json) => {
      found = adapt(value);
      return condition(found) && this.isValid(schema, found, direction) !== false;
    };
    const isFound = this.examples(holder).some(isRight) || SEEDS.some((seed) => this.madeUp(schema, direction, isRight, seed) !== undefined);
    return isFound ? found : undefined;
  }

  /**
   * @param isRight decides, whatever the schema says
   * @param seed    another one makes up another value
   */
  madeUp(schema: string, direction: Direction, isRight: Condition, seed: string): Json | undefined {
    const value = valueAt(this.root, schema);
    // A schema that allows anything.
    if (value === undefined || value === true) return isRight({}) ? {} : isRight('text') ? 'text' : undefined;
    const isUsable = (made: Json) => isExact(made) && isRight(made);
    return plausibleValue({ value, pointer: schema, document: 'revision', side: this.#side }, isUsable, `${schema} ${seed}`, direction);
  }

  /** The examples beside a schema, and those in it, except those with integers that were rounded when they were read. */
  examples(holder: string): Json[] {
    const { value: schema } = resolve(this.root, `${holder}/schema`);
    const { example, examples } = isObject(schema) ? schema : {};
    const named = examplesAt(this.root, holder).map(([, value]) => value);
    return [...named, ...(example === undefined ? [] : [example]), ...(Array.isArray(examples) ? examples : [])].filter(isExact);
  }
}

function isExact(value: Json | undefined): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}
