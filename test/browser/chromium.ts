import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { installFolder } from '../../tools/lib/install-folder.ts';
import type { Browser, Playwright } from './playwright.ts';

/** Where systems install Chromium, or Chrome. */
const USUAL: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Finds the browser of the system.
 *
 * @param named the value of CHROMIUM_PATH; another browser is not looked for where it is set
 * @returns undefined where there is none
 */
export function findChromium(named: string | undefined): string | undefined {
  return (named ? [named] : USUAL).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Starts it, with the packages of this folder, which are installed if they are not there. Names of hosts other than this one are not
 * resolved, so that nothing can leave the machine unseen.
 *
 * @throws Error if the packages cannot be installed
 */
export function startChromium(executablePath: string): Promise<Browser> {
  installFolder(import.meta.dirname);
  const { chromium } = createRequire(import.meta.url)('playwright-core') as Playwright;
  return chromium.launch({
    executablePath,
    // Chromium's sandbox does not start for root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', '--disable-background-networking'],
  });
}
