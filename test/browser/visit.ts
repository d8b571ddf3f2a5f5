import type { Browser, ContextOptions, Page } from './playwright.ts';

const STEP_TIMEOUT_MS = 15_000;

/** What a page did that it should not. */
interface Watch {
  readonly faults: string[];
  /** Every address that was asked for. */
  readonly requests: string[];
}

/** Options of `visit`. */
export interface VisitOptions {
  readonly status?: number;
  readonly context?: ContextOptions;
}

/**
 * Opens a page, does something there, and sees to it that nothing went wrong meanwhile.
 *
 * @param url     an absolute URL
 * @param origins where requests may go
 * @param act     throws where the page is not as it should be
 * @param options.status  a status that is asked for: a browser reports it on the console
 * @param options.context settings of the browser, such as its color scheme
 * @throws Error naming the step that failed, every error on the console, every failed request, and every one to another origin
 */
export async function visit(
  browser: Browser,
  url: string,
  origins: readonly string[],
  act: (page: Page) => Promise<void>,
  { status, context: settings }: VisitOptions = {},
): Promise<void> {
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const { faults, requests } = watch(page, origins, status);
  try {
    await page.goto(url);
    await act(page);
    // Images and source maps may come after all else.
    await page.waitForLoadState('networkidle');
  } catch (error) {
    faults.push((error as Error).message);
  } finally {
    await context.close();
  }
  if (requests.length === 0) faults.push('no request was seen at all');
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

function watch(page: Page, origins: readonly string[], asked: number | undefined): Watch {
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes(`responded with a status of ${asked} `)) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`${request.url()} failed: ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    const url = request.url();
    requests.push(url);
    if (!/^(?:data|blob):/.test(url) && !origins.includes(new URL(url).origin)) faults.push(`a request to another origin: ${url}`);
  });
  return { faults, requests };
}
