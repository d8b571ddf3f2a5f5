/** `npm run test:browser`: what people and pages of other sites do with the service, done in the system's Chromium. */
import { stripVTControlCharacters } from 'node:util';
import { readArguments } from '../../tools/arguments.ts';
import { EXIT, runCommand } from '../../tools/command.ts';
import { type Check, checks, type Stage } from './checks.ts';
import { findChromium, startChromium } from './chromium.ts';
import { type Site, startBlank, startMock, startProxy, startService } from './servers.ts';

/** The exit code where nothing was checked, as there is no browser. */
const NOT_RUN = 3;

const HELP = `Opens the service's pages in Chromium, uses them, and calls the service and the mock from a page of another site.

Usage
  npm run test:browser -- [options]

Options
  --only TEXT   the checks with this text in their name only
  --help        this text

Examples
  npm run test:browser
  npm run test:browser -- --only redoc
  CHROMIUM_PATH=/opt/chromium/chrome npm run test:browser

The browser is that of the system, or the one that CHROMIUM_PATH names.
Exit codes: 0 all passed, 1 one failed, 2 misused, 3 no browser, nothing was checked.
`;

await runCommand({ help: HELP, helpCommand: 'npm run test:browser -- --help', parse, run });

/** The checks to make. */
function parse(args: string[]): readonly Check[] | undefined {
  const { values } = readArguments({ args, options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } } });
  if (values.help) return undefined;
  const chosen = checks.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) throw new Error(`--only is ${JSON.stringify(values.only)}; allowed is a part of: ${checks.map(({ name }) => name).join('; ')}.`);
  return chosen;
}

async function run(chosen: readonly Check[]): Promise<number> {
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
    const [direct, elsewhere, mock, browser] = [keep(await startService()), keep(await startBlank()), keep(await startMock()), keep(await startChromium(path))];
    return await all(chosen, { browser, direct, proxied, behind, mock, elsewhere });
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
