import type { Browser, Page } from 'playwright-core';
import type { Site } from './servers.ts';
import { visit } from './visit.ts';

const PATH = '/api/v1/smoke-test';
const MESSAGE = 'PetSage system is purring happily!';

/** Everything that the checks look at. */
export interface Stage {
  readonly browser: Browser;
  /** The service on a port of its own. */
  readonly direct: Site;
  /** Another, as it is reached through a proxy that puts a path in front: its PUBLIC_URL. */
  readonly proxied: Site;
  /** The same, as it listens. */
  readonly behind: Site;
  readonly mock: Site;
  /** A page of another origin. */
  readonly elsewhere: Site;
}

/** One thing that has to work in a browser; throws what went wrong. */
export interface Check {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

const places: readonly { name: string; at: (stage: Stage) => Site }[] = [
  { name: 'on its own port', at: ({ direct }) => direct },
  { name: 'behind PUBLIC_URL', at: ({ proxied }) => proxied },
];

export const checks: readonly Check[] = [
  ...places.flatMap(({ name, at }): Check[] => [
    { name: `/ leads to /docs, ${name}`, run: (stage) => visit(stage.browser, `${at(stage).url}/`, [origin(at(stage))], docsRender) },
    { name: `/docs calls the live operation, ${name}`, run: (stage) => tryItOut(stage, at(stage), at(stage)) },
    { name: `/redoc renders and searches, ${name}`, run: (stage) => visit(stage.browser, `${at(stage).url}/redoc`, [origin(at(stage))], redocRenders) },
    { name: `/problems explains a real problem, ${name}`, run: (stage) => explainsProblem(stage, at(stage)) },
    { name: `the pages lead to each other, ${name}`, run: (stage) => visit(stage.browser, `${at(stage).url}/docs`, [origin(at(stage))], walk) },
  ]),
  { name: '/docs of the service calls its PUBLIC_URL', run: (stage) => tryItOut(stage, stage.behind, stage.proxied) },
  {
    name: 'a page of another origin reads the service',
    run: (stage) => readsFromElsewhere(stage, stage.direct, { Accept: 'text/html', 'X-Request-Id': 'a-page' }, 406),
  },
  { name: 'a page of another origin reads the mock', run: (stage) => readsFromElsewhere(stage, stage.mock, { Prefer: 'code=503' }, 503) },
];

function origin({ url }: Site): string {
  return new URL(url).origin;
}

async function docsRender(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'PetSage API' }).waitFor();
  await page.getByText('System Health Check').waitFor();
}

/** @param calls where the operation has to be called */
async function tryItOut({ browser }: Stage, at: Site, calls: Site): Promise<void> {
  await visit(browser, `${at.url}/docs`, [origin(at), origin(calls)], async (page) => {
    await page.locator('#operations-System-getSmokeTest .opblock-summary-control').click();
    const answered = page.waitForResponse((response) => response.url() === `${calls.url}${PATH}`);
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = await answered;
    if (answer.status() !== 200) throw new Error(`The operation answered ${answer.status()}.`);
    const live = page.locator('.live-responses-table');
    await live.locator('.response-col_status', { hasText: '200' }).waitFor();
    await live.locator('.microlight', { hasText: MESSAGE }).first().waitFor();
  });
}

async function redocRenders(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'System Health Check' }).waitFor();
  await page.getByText(MESSAGE).first().waitFor();
  // The search runs in a worker.
  await page.getByPlaceholder('Search...').fill('health');
  await page.locator('[data-role="search:results"] [role="menuitem"]', { hasText: 'System Health Check' }).waitFor();
}

async function explainsProblem({ browser }: Stage, at: Site): Promise<void> {
  const answer = await fetch(`${at.url}${PATH}`, { headers: { Accept: 'text/html' } });
  const { type, title } = (await answer.json()) as { type: string; title: string };
  if (!type.startsWith(`${at.url}/problems#`)) throw new Error(`The problem's type is ${type}, and its page ${at.url}/problems.`);
  await visit(browser, type, [origin(at)], async (page) => {
    await page.getByRole('heading', { name: 'Problems', exact: true }).waitFor();
    await page.locator('section:target', { hasText: title }).waitFor();
    await page.locator('section:target', { hasText: String(answer.status) }).waitFor();
  });
}

async function walk(page: Page): Promise<void> {
  await docsRender(page);
  await page.getByRole('link', { name: 'Reference' }).click();
  await page.getByRole('heading', { name: 'System Health Check' }).waitFor();
  await page.getByRole('link', { name: 'Problems' }).click();
  await page.getByRole('heading', { name: 'Problems', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Back to the API' }).click();
  await docsRender(page);
}

/**
 * Answer, header field and problem, read by a script of a page that came from elsewhere.
 *
 * @param trouble fields of a second request, which the browser has to ask permission for, or which lead to a problem
 */
async function readsFromElsewhere({ browser, elsewhere }: Stage, api: Site, trouble: Record<string, string>, want: number): Promise<void> {
  await visit(
    browser,
    elsewhere.url,
    [origin(elsewhere), origin(api)],
    async (page) => {
      const read = await page.evaluate(
        async ({ url, headers }) => {
          const answer = await fetch(url);
          const refused = await fetch(url, { headers });
          return {
            body: (await answer.json()) as { message?: string },
            cacheControl: answer.headers.get('cache-control'),
            requestId: answer.headers.get('x-request-id'),
            problem: { status: refused.status, body: (await refused.json()) as { status?: number; title?: string } },
          };
        },
        { url: `${api.url}${PATH}`, headers: trouble },
      );
      if (read.body.message !== MESSAGE) throw new Error(`The message is ${JSON.stringify(read.body.message)}.`);
      if (read.cacheControl !== 'no-store' || read.requestId === null) throw new Error(`Header fields cannot be read: ${JSON.stringify(read)}`);
      const { status, body } = read.problem;
      if (status !== want || body.status !== want || !body.title) throw new Error(`The problem is ${JSON.stringify(read.problem)}, and should be a ${want}.`);
    },
    want,
  );
}
