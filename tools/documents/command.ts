import { existsSync } from 'node:fs';
import { type CommandSpec, EXIT, parseDuration, quoted, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import type { PublishedDocument } from './published-documents.ts';
import type { DocumentLimits } from './test-document.ts';

/** More faults of one document are counted only. */
const MAX_FAULTS = 40;

interface Values {
  readonly timeLimit: string;
  readonly memory: string;
}

interface Options extends DocumentLimits {
  /** Folders and documents. */
  readonly paths: readonly string[];
}

export const documentsSpec: CommandSpec<Values, Options> = {
  name: 'npm run test:documents --',
  description: `Compiles, type-checks and serves every OpenAPI document of a folder, and compares verdicts with stock Ajv.

Each operation is sent requests of its own: with what is required, with everything, and in each media type, from the document's examples or
made up. Then each is broken in ways that must be refused. The table of all documents goes to stdout, progress and faults go to stderr.`,
  examples: ['$0 ../documents', '$0 ../documents/petstore.yaml --time-limit 30s'],
  notes: `
Beside a document NAME.yaml, which is not changed, there may be:
  NAME.overlay.yaml   an OpenAPI Overlay, applied if the document is refused as it is published
  NAME.settings.json  { "allow": [codes of errors that become warnings, for a document that is refused],
                        "allowFolders": [folders whose files it may refer to],
                        "explained": { operationId, or * for the document: why it fails } }
What is explained does not fail the run; a reason without a failure does. Every document is compiled and served in processes of its own.`,
  exitCodes: '0 every document passed, or what fails is explained; 1 one has faults; 2 misused',
  define: (command) =>
    command
      .argument('<path...>', 'folders, with those in them, or documents')
      .option('--time-limit <time>', 'for one document; what takes longer is a fault', '10m')
      .option('--memory <MiB>', 'for the objects of one process', '4096'),
  parse({ timeLimit, memory }, paths) {
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined) throw new UsageError(`There is no ${quoted(missing)}; expected a folder, or an OpenAPI document.`);
    const timeMs = parseDuration(timeLimit);
    if (timeMs === undefined || timeMs < 1000)
      throw new UsageError(`--time-limit must be a time of at least 1s, such as 30s or 10m; got ${quoted(timeLimit)}.`);
    return { paths, timeMs, memoryMib: wholeNumber('--memory', memory, 64, 65_536) };
  },
  async run({ paths, ...limits }) {
    const { publishedDocuments } = await import('./published-documents.ts');
    const documents = paths.flatMap((path) => publishedDocuments(path, paths.length > 1));
    if (documents.length === 0) throw new UsageError(`There is no OpenAPI document in ${paths.map(quoted).join(', ')}.`);
    return testAll(documents, limits);
  },
};

async function testAll(documents: readonly PublishedDocument[], limits: DocumentLimits): Promise<number> {
  const [{ testDocument }, { counted, reportOf, tableOf }] = await Promise.all([import('./test-document.ts'), import('./report.ts')]);
  const reports = [];
  for (const [index, document] of documents.entries()) {
    const start = performance.now();
    const report = reportOf(await testDocument(document, limits), document.settings.explained);
    const seconds = Math.round((performance.now() - start) / 1000);
    process.stderr.write(`${index + 1} of ${documents.length}, ${document.name}: ${counted(report.faults.length, 'fault')} (${seconds} s)\n`);
    for (const fault of report.faults.slice(0, MAX_FAULTS)) process.stderr.write(`${fault}\n`);
    if (report.faults.length > MAX_FAULTS) process.stderr.write(`${document.name}: … and ${report.faults.length - MAX_FAULTS} more\n`);
    reports.push(report);
  }
  process.stdout.write(tableOf(reports.map(({ row }) => row)));
  return reports.some(({ faults }) => faults.length > 0) ? EXIT.failed : EXIT.done;
}
