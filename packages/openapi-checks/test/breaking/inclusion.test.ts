import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { schemaDifferences } from '../../src/breaking/schemas/schema-differences.ts';
import { plausibleValue } from '../../src/mock/plausible-values.ts';
import { Side } from '../../src/schemas/side.ts';
import { COMPONENTS, SATISFIABLE } from '../mock/satisfiable.ts';

const SAMPLES = 4;
/** Of another direction, and formats that stock Ajv does not have. */
const LEFT_OUT = /read only|write only|format (?:idn|iri|byte|binary|password|unknown)|example of|names of JavaScript/;
const names = Object.keys(SATISFIABLE).filter((name) => !LEFT_OUT.test(name));
const components = { schemas: COMPONENTS };
const ajv = new Ajv2020({ strict: false, logger: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const valid = new Map(names.map((name) => [name, ajv.compile({ ...(SATISFIABLE[name] as object), components })]));
const samples = new Map(names.map((name) => [name, samplesOf(name)]));

function samplesOf(name: string): unknown[] {
  const validate = valid.get(name) as (value: unknown) => boolean;
  return Array.from({ length: SAMPLES }, (_, seed) => plausibleValue(located('base', name), validate, String(seed)));
}

function located(document: 'base' | 'revision', name: string) {
  return new Side(document, { openapi: '3.1.0', components, schema: SATISFIABLE[name] } as unknown as JsonObject).target('#/schema');
}

/** Whether both have values of the same type: others are reported by their type. */
function isLike(one: string, other: string): boolean {
  const types = (name: string) => samples.get(name)?.map((value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)) ?? [];
  return types(one).some((type) => types(other).includes(type));
}

/** Clients tolerate properties that the document did not name, which a closed object excluded. */
const CLOSED = ['closed object', 'pattern properties', 'unevaluated properties'];

test.each(['sent', 'read'] as const)('where no difference is reported, what was %s by one schema is valid for the other', (direction) => {
  const subject = { direction, isText: false, label: 'the body' };
  const missed: string[] = [];
  let compared = 0;
  for (const inner of names)
    for (const outer of names) {
      // Only pairs that can be missed.
      const value = samples.get(inner)?.find((sample) => valid.get(outer)?.(sample) === false);
      if (value === undefined || !isLike(inner, outer) || (direction === 'read' && CLOSED.includes(outer))) continue;
      compared++;
      const [before, after] = direction === 'sent' ? [inner, outer] : [outer, inner];
      if (schemaDifferences(located('base', before), located('revision', after), subject).length === 0)
        missed.push(`${inner} in ${outer}: ${JSON.stringify(value)}`);
    }
  expect(missed).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
