import type { Finding } from '../diagnostics/diagnostic.ts';
import type { Assertions } from '../ir/schema.ts';
import type { JsonObject } from '../json.ts';
import type { Keyword } from './keywords.ts';

/** What a version of OpenAPI says of schemas. Everything that differs between versions is here; nothing after the parser asks for one. */
export interface SchemaVersion {
  readonly keywords: Readonly<Record<string, Keyword>>;
  /** What a schema that is neither an object nor allowed must be. */
  readonly allowed: string;
  /** Whether everything beside a `$ref` is ignored. */
  readonly ignoresSiblings: boolean;
  /** What is reported of a keyword that the version doesn't have; undefined for one that says nothing by itself. */
  unknownKeyword(keyword: string, pointer: string): Finding | undefined;
  /** What to write in place of a keyword of another version; empty if the value is of none. */
  hint(keyword: string, schema: JsonObject): string;
  /** What is reported of a schema whose keywords depend on each other. */
  findings(schema: JsonObject, pointer: string): Iterable<Finding>;
  /** The assertions of a schema in the form of JSON Schema 2020-12, and whether null is valid beside them. */
  assertions(schema: JsonObject): { readonly assertions: Assertions; readonly orNull: boolean };
}
