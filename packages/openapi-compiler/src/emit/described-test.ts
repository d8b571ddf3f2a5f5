import type { DescribedTest } from '@petsage/openapi-koa/spec';
import { codeInJson } from '../code-in-json.ts';
import { inPlace } from '../ir/applicators.ts';
import { composed, type Schema } from '../ir/schema.ts';
import { allowedTypes } from '../ir/types.ts';

/** The most levels and schemas: for more, the test would cost as much as to look at each value. */
const MOST_LEVELS = 64;
const MOST_SCHEMAS = 500;

/** How a value is tested. */
interface ValueTest {
  /** The most levels of arrays and objects in it. */
  readonly levels: number;
  /** The function that tests it; undefined if there is nothing to test, as the value is valid. */
  readonly test: string | undefined;
}

/** Statements that return false for an array or an object with something that isn't described. */
interface Statements {
  readonly levels: number;
  readonly lines: readonly string[];
}

/** For a value that isn't described, or whose schema is being written already. */
const SCALAR_ONLY: ValueTest = { levels: 0, test: 'isScalar' };

/**
 * The test of whether a valid body has only properties and items that its schema describes, apart from strings, numbers and the like: then it is
 * nested no deeper than the schema, and a server need not look at each value in it.
 *
 * Only subschemas that always apply describe a value, and only `properties` and `items` describe what is in it: what else describes something
 * may not apply.
 *
 * @returns undefined if the schema describes neither arrays nor objects, or too many
 */
export function describedTest(schema: Schema): DescribedTest | undefined {
  const writer = new TestWriter();
  const { levels, test } = writer.testOf(schema);
  if (levels === 0 || levels > MOST_LEVELS || writer.isFull) return undefined;
  return {
    levels,
    test: codeInJson(
      () => (test === undefined ? '() => true' : writer.expression(test)),
      () => true,
    ),
  };
}

class TestWriter {
  readonly #functions: string[] = [];
  readonly #known = new Map<Schema, ValueTest>();
  readonly #open = new Set<Schema>();
  #schemas = 0;

  get isFull(): boolean {
    return this.#schemas > MOST_SCHEMAS;
  }

  expression(test: string): string {
    return ['(() => {', 'const isScalar = (value) => typeof value !== "object" || value === null;', ...this.#functions, `return ${test};`, '})()'].join('\n');
  }

  testOf(schema: Schema): ValueTest {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    this.#schemas++;
    if (this.isFull || this.#open.has(schema)) return SCALAR_ONLY;
    this.#open.add(schema);
    const written = this.#write(schema);
    this.#open.delete(schema);
    this.#known.set(schema, written);
    return written;
  }

  #write(schema: Schema): ValueTest {
    const types = allowedTypes(schema);
    const applying = inPlace(schema, 'certain');
    const array = types.includes('array') ? this.#array(applying) : undefined;
    const object = types.includes('object') ? this.#object(applying) : undefined;
    if (array === undefined && object === undefined) return { levels: 0, test: undefined };
    const levels = 1 + Math.max(array?.levels ?? 0, object?.levels ?? 0);
    const ofArray = array?.lines ?? [];
    const ofObject = object?.lines ?? [];
    if (ofArray.length + ofObject.length === 0) return { levels, test: undefined };
    const name = `described${this.#functions.length}`;
    const lines =
      object === undefined ? ofArray : array === undefined ? ofObject : ['if (Array.isArray(value)) {', ...ofArray, 'return true;', '}', ...ofObject];
    this.#functions.push([`function ${name}(value) {`, 'if (isScalar(value)) return true;', ...lines, 'return true;', '}'].join('\n'));
    return { levels, test: name };
  }

  #array(applying: readonly Schema[]): Statements {
    const items = applying.flatMap((schema) => schema.items ?? []);
    const isDescribed = items.length > 0 && applying.every(({ prefixItems }) => prefixItems === undefined);
    const { levels, test } = isDescribed ? this.testOf(together(items)) : SCALAR_ONLY;
    return { levels, lines: test === undefined ? [] : [`for (let index = 0; index < value.length; index++) if (!${test}(value[index])) return false;`] };
  }

  #object(applying: readonly Schema[]): Statements {
    const names = [...new Set(applying.flatMap(({ properties }) => [...(properties?.keys() ?? [])]))];
    // An object seems to have such a property in any case, so the others cannot be counted.
    if (names.some((name) => name in Object.prototype)) return { levels: 0, lines: ['for (const name in value) if (!isScalar(value[name])) return false;'] };
    const isClosed = applying.some(({ additionalProperties, patternProperties }) => additionalProperties?.boolean === false && patternProperties === undefined);
    let levels = 0;
    const lines: string[] = [];
    for (const name of names) {
      const property = this.testOf(together(applying.flatMap(({ properties }) => properties?.get(name) ?? [])));
      const value = `value[${JSON.stringify(name)}]`;
      levels = Math.max(levels, property.levels);
      if (property.test !== undefined) lines.push(`if (${value} !== undefined && !${property.test}(${value})) return false;`);
      if (!isClosed) lines.push(`if (${value} !== undefined) undeclared--;`);
    }
    if (isClosed) return { levels, lines };
    return { levels, lines: ['let undeclared = 0;', 'for (const name in value) undeclared++;', ...lines, 'if (undeclared !== 0) return false;'] };
  }
}

/** All that several schemas say of one value. */
function together(schemas: readonly Schema[]): Schema {
  return schemas.length === 1 ? (schemas[0] as Schema) : composed({ keyword: 'allOf', schemas });
}
