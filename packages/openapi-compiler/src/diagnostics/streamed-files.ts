import { nextOf } from '../ir/applicators.ts';
import { bodyKind } from '../ir/bodies.ts';
import { isStreamable, streamedProperties } from '../ir/form-files.ts';
import type { MediaType } from '../ir/operation.ts';
import type { Schema } from '../ir/schema.ts';
import { STREAMED_FILE } from '../ir/streamed-file.ts';
import { joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import type { DocumentOperation } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';

/** Schemas with `x-streamed-file` that operations use for anything but the one streamed file of a form. */
export function* streamedFileFindings(parser: ApiParser, operations: readonly DocumentOperation[]): Generator<Finding> {
  // Looking at all schemas of each operation takes a while, and hardly any document has the extension.
  if (![...parser.schemas.schemas()].some(({ streamedFile }) => streamedFile)) return;
  const reported = new Set<Schema>();
  for (const { parameters, body, responses } of operations.map((operation) => parser.operation(operation))) {
    for (const media of body?.content ?? []) yield* mediaFindings(media, reported);
    const others = [...parameters, ...responses.flatMap(({ headers, content }) => [...headers, ...content])];
    for (const { schema } of others) if (schema !== undefined) yield* misplaced(schema, new Set(), reported);
  }
}

function* mediaFindings(media: MediaType, reported: Set<Schema>): Generator<Finding> {
  if (media.schema === undefined) return;
  const properties = bodyKind(media) === 'multipart' ? streamedProperties(media) : [];
  let streamed: string | undefined;
  for (const { name, file, marks } of properties) {
    const [mark] = marks as [Schema];
    if (file?.list) yield finding(mark, `must be on a single file, and ${name} is a list; remove it, or the list`);
    else if (!isStreamable(file))
      yield finding(mark, `must be beside \`type: string\` and \`format: binary\`, and ${name} is not a file; correct it, or remove it`);
    else if (streamed !== undefined)
      yield finding(mark, `must be on one file of a form, the last part, and ${streamed} has it, too; remove it from one of them`);
    else streamed = name;
  }
  yield* misplaced(media.schema, new Set(properties.flatMap(({ marks }) => marks)), reported);
}

/** The marked schemas that one leads to, except those of properties of a form. */
function* misplaced(start: Schema, expected: ReadonlySet<Schema>, reported: Set<Schema>): Generator<Finding> {
  const seen = new Set([start]);
  // A set is iterated over what is added meanwhile, too.
  for (const schema of seen) {
    for (const next of nextOf(schema)) seen.add(next);
    if (!schema.streamedFile || expected.has(schema) || reported.has(schema)) continue;
    reported.add(schema);
    yield finding(schema, 'must be on a file that is a property of a multipart request body, and this schema is used elsewhere; remove it');
  }
}

const finding = ({ pointer }: Schema, reason: string): Finding => ({
  code: 'invalid-streamed-file',
  pointer: joinPointer(pointer, STREAMED_FILE),
  reason: `\`${STREAMED_FILE}\` ${reason}`,
});
