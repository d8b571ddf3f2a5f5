import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Schema } from '../src/ir/schema.ts';
import type { JsonObject } from '../src/json.ts';
import { schema30 } from '../src/parse/schema-3.0.ts';
import { SCHEMA_3_1 } from '../src/parse/schema-3.1.ts';
import { SchemaParser } from '../src/parse/schema-parser.ts';

/** A reference to a component. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export function parserFor(schemas: Record<string, unknown>, version: '3.0' | '3.1' = '3.1'): SchemaParser {
  return new SchemaParser({ components: { schemas } } as unknown as JsonObject, version === '3.0' ? schema30('intended') : SCHEMA_3_1);
}

/** The component of a name, by default the first. */
export function schemaOf(schemas: Record<string, unknown>, version: '3.0' | '3.1' = '3.1', name = Object.keys(schemas)[0]): Schema {
  return parserFor(schemas, version).at(`/components/schemas/${name}`) as Schema;
}

/** What expressions of generated code evaluate to. */
export function evaluated(expressions: readonly string[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'expressions-'));
  const file = join(folder, 'expressions.cjs');
  writeFileSync(file, `module.exports = [${expressions.join(',\n')}];\n`);
  try {
    return createRequire(file)(file) as unknown[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
