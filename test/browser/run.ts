/** `npm run test:browser`: what people and pages of other sites do with the service, done in the system's Chromium. */
import { stripVTControlCharacters } from 'node:util';
import { createCommand, EXIT, quoted, runCommand, UsageError } from '@petsage/openapi-checks/lib';
import { type Check, checks, type Stage } from './checks.ts';
import { richDocument } from './rich-document.ts';
import { type Site, startBlank, startDocumentation, startMock, startProxy, startService } from './servers.ts';

/** The exit code where nothing was checked, as there is no browser. */
const NOT_RUN = 3;

const command = createCommand<{ readonly only?: string }, readonly Check[]>({
  name: 'npm run test:browser --',
  description: "Opens the service's pages in Chromium, uses them, and calls the service and the mock from a page of another site.",
  examples: ['$0', '$0 --only redoc', 'CHROMIUM_PATH=/opt/chromium/chrome npm run test:browser'],
  notes: 'The browser is that of the system, or the one that CHROMIUM_PATH names.',
  exitCodes: '0 all passed, 1 one failed, 2 misused, 3 no browser, nothing was checked',
  define: (command) => command.option('--only <text>', 'run only the checks with this text in their name'),
  parse({ only = '' }) {
    const chosen = checks.filter(({ name }) => name.includes(only));
    if (chosen.length === 0) throw new UsageError(`--only must be part of: ${checks.map(({ name }) => name).join('; ')}; got ${quoted(only)}.`);
    return chosen;
  },
  run,
});
await runCommand(command);

async function run(chosen: readonly Check[]): Promise<number> {
  const { findChromium, startChromium } = await import('./chromium.ts');
  const named = process.env['CHROMIUM_PATH'];
  const path = findChromium(named);
  if (path === undefined) {
    for (const { name } of chosen) process.stdout.write(row(name, 'not run'));
    process.stderr.write(
      `${named ? `CHROMIUM_PATH is ${named}, and no program` : 'No Chromium was found'}: install Chromium, or name one with CHROMIUM_PATH.\n`,
    );
    return NOT_RUN;
  }
  const opened: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(site: T): T => {
    opened.push(site);
    return site;
  };
  try {
    let behind: Site | undefined;
    const proxied = keep(await startProxy('/petsage', () => behind?.url ?? ''));
    behind = keep(await startService(proxied.url));
    const [direct, elsewhere, rich] = [keep(await startService()), keep(await startBlank()), keep(await startDocumentation(richDocument))];
    const [mock, browser] = [keep(await startMock()), keep(await startChromium(path))];
    return await all(chosen, { browser, direct, proxied, behind, rich, mock, elsewhere });
  } finally {
    for (const one of opened.reverse()) await one.close();
  }
}

async function all(chosen: readonly Check[], stage: Stage): Promise<number> {
  let failed = false;
  for (const { name, run } of chosen) {
    try {
      await run(stage);
      process.stdout.write(row(name, 'ok'));
    } catch (error) {
      failed = true;
      process.stdout.write(row(name, 'FAILED'));
      process.stderr.write(`${stripVTControlCharacters((error as Error).message).replace(/^/gm, '  ')}\n`);
    }
  }
  return failed ? EXIT.failed : EXIT.done;
}

function row(name: string, result: string): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  return `${name.padEnd(width)}  ${result}\n`;
}
