import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../../tools/client/matrix.ts';
import { ROOT } from '../../../tools/lib/root.ts';
import { run } from '../command.ts';
import type { Recipe } from '../recipes.ts';
import { cases, FILE_BYTES, VALUES_VERSION, valuesDocument } from './cases.ts';
import { FILE_VARIABLE, programOf } from './programs.ts';
import { type Recorded, startRecordService } from './record-service.ts';

const GENERATE_TIMEOUT_MS = 300_000;
const BUILD_TIMEOUT_MS = 900_000;
const CALL_TIMEOUT_MS = 120_000;

/** What became of each kind of value that a client sent, and what client and service said. */
export interface ValueOutcomes {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly log: string;
}

/**
 * Generates the client of a language for a document with every kind of value, builds it, and sends each value to a service that records it.
 *
 * @param folder  new, for client and program
 * @param skipped kinds whose code the language's compiler rejects
 * @returns outcomes; a text, if the client could not be built
 */
export async function proveValues(language: string, recipe: Recipe, folder: string, skipped: readonly string[]): Promise<ValueOutcomes | string> {
  mkdirSync(folder);
  const document = join(folder, 'values.json');
  const sent = cases.filter(({ kind }) => !skipped.includes(kind));
  writeFileSync(document, JSON.stringify(valuesDocument(sent)));
  const file = join(folder, 'value.bin');
  writeFileSync(file, FILE_BYTES);
  const generation = await run({
    program: process.execPath,
    args: [join(ROOT, 'tools/client.ts'), language, '--document', document, '--output', join(folder, 'client')],
    folder: ROOT,
    timeoutMs: GENERATE_TIMEOUT_MS,
  });
  if (!generation.ok) return generation.output;
  cpSync(join(ROOT, 'test/clients/programs', language), join(folder, 'program'), { recursive: true });
  const program = programOf(language, sent);
  writeFileSync(join(folder, 'program', program.path), program.text);
  for (const step of recipe.build(folder, VALUES_VERSION)) {
    const { ok, output } = await run({ ...step, timeoutMs: BUILD_TIMEOUT_MS });
    if (!ok) return `${step.program} ${step.args.join(' ')}\n${output}`;
  }
  const service = await startRecordService();
  try {
    const step = recipe.call(folder, service.url);
    const { output } = await run({ ...step, env: { ...step.env, [FILE_VARIABLE]: file }, timeoutMs: CALL_TIMEOUT_MS });
    const outcomes = cases.map(({ operationId, kind, value }) => {
      const outcome: Outcome = skipped.includes(kind) ? 'not compiled' : outcomeOf(service.recorded.get(operationId), value);
      return [kind, outcome] as const;
    });
    const lines = cases.flatMap(({ operationId }) =>
      service.recorded.has(operationId) ? [`${operationId} ${JSON.stringify(service.recorded.get(operationId))}`] : [],
    );
    return { outcomes: new Map(outcomes), log: `${output}\n${lines.join('\n')}` };
  } finally {
    await service.close();
  }
}

function outcomeOf(recorded: Recorded | undefined, value: unknown): Outcome {
  if (recorded === undefined) return 'not sent';
  if (!('value' in recorded)) return recorded.missing ? 'dropped' : 'refused';
  return isDeepStrictEqual(comparable(recorded.value), comparable(value)) ? 'arrives' : 'altered';
}

/** Times as instants: a client may convert the offset. Numbers, lists and members have to be the same. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, comparable(member)]));
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value;
}
