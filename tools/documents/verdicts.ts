import { type Direction, type DocumentOperation, isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import { isJson, type OperationSpec, type Validator } from '@petsage/openapi-koa/spec';
import { spread } from './broken-requests.ts';
import { mutations } from './mutations.ts';
import type { ValueSource } from './value-source.ts';

/** How many changed values of a schema are compared. */
const MAX_CHANGED = 40;
const MAX_JSON = 20_000;

/** A JSON body that a document describes. */
interface DescribedBody {
  readonly holder: string;
  readonly direction: Direction;
  readonly label: string;
  readonly validate: Validator;
}

export interface VerdictCounts {
  compared: number;
  readonly differences: { readonly operationId: string; readonly what: string }[];
  /** Examples of responses that are valid but for what they have more. */
  undeclared: number;
}

/**
 * Compares the verdicts of generated validators with those of stock Ajv: on each example, on made-up values, and on values that are changed in
 * one place. Schemas that several operations share are compared once.
 *
 * @param open   compiled with `--open-responses`, as JSON Schema closes nothing by itself
 * @param strict compiled without
 */
export class Verdicts implements VerdictCounts {
  compared = 0;
  undeclared = 0;
  readonly differences: { operationId: string; what: string }[] = [];
  readonly #source: ValueSource;
  readonly #seen = new Set<string>();

  constructor(source: ValueSource) {
    this.#source = source;
  }

  compare(operation: DocumentOperation, open: OperationSpec, strict: OperationSpec): void {
    const { operationId } = operation;
    const closed = new Map(bodiesOf(operation, strict).map(({ holder, direction, validate }) => [`${direction} ${holder}`, validate]));
    for (const { holder, direction, label, validate } of bodiesOf(operation, open)) {
      if (this.#seen.has(`${direction} ${holder}`)) continue;
      this.#seen.add(`${direction} ${holder}`);
      const schema = `${holder}/schema`;
      const examples = this.#source.examples(holder);
      for (const value of this.#values(schema, direction, examples)) {
        if (direction === 'request' && this.#source.isReduced(value)) continue;
        const stock = this.#source.isValid(schema, value, direction);
        if (stock === undefined) break;
        const ours = isValid(validate, value);
        this.compared++;
        const reason = ours ? '' : ` (${validate.errors?.map(({ instancePath, keyword }) => `${keyword} at ${instancePath || '/'}`).slice(0, 3)})`;
        if (ours !== stock)
          this.differences.push({
            operationId,
            what: `${label}: ${stock ? 'valid' : 'invalid'} for Ajv, ${ours ? 'valid' : 'invalid'} here${reason}: ${JSON.stringify(value).slice(0, 300)}`,
          });
      }
      const strictly = closed.get(`${direction} ${holder}`);
      if (direction === 'response' && strictly) this.undeclared += examples.filter((value) => isValid(validate, value) && !isValid(strictly, value)).length;
    }
  }

  #values(schema: string, direction: Direction, examples: readonly Json[]): Json[] {
    const valid = (value: Json) => this.#source.isValid(schema, value, direction) !== false;
    const madeUp = ['0', '1'].map((seed) => this.#source.madeUp(schema, direction, valid, seed)).filter((value) => value !== undefined);
    const changed = madeUp.filter((value) => JSON.stringify(value).length <= MAX_JSON).flatMap((value) => mutations(value));
    return [...examples, ...madeUp, ...spread(changed, MAX_CHANGED).map(({ value }) => value as Json)];
  }
}

/** Examples have numbers where handlers have strings or BigInts (`x-int64`); a request's validator sets defaults. */
function isValid(validate: Validator, value: Json): boolean {
  return validate(structuredClone(value), { form: 'example' });
}

function bodiesOf({ body, responses }: DocumentOperation, spec: OperationSpec): DescribedBody[] {
  const { validators } = spec.load();
  const of = (at: string, content: Json | undefined, direction: Direction, label: string, found: Readonly<Record<string, Validator>> | undefined) =>
    Object.keys(isObject(content) ? content : {})
      .filter(isJson)
      .flatMap((type): DescribedBody[] => {
        const validate = found?.[direction === 'request' ? type.toLowerCase() : type];
        return validate === undefined ? [] : [{ holder: joinPointer(at, 'content', type), direction, label: `${label} as ${type}`, validate }];
      });
  return [
    ...(body === undefined ? [] : of(body.pointer, body.value['content'], 'request', 'the request', validators.bodies)),
    ...responses.flatMap(([key, { value, pointer }]) => of(pointer, value['content'], 'response', `the response ${key}`, validators.responses[key]?.content)),
  ];
}
