import { accessibilityFaults, VIEWS, type View } from './accessibility.ts';
import type { Browser, Page } from './playwright.ts';
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
  /** The pages of a document with much more in it. */
  readonly rich: Site;
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
    { name: `/ shows what the API is and where everything else is, ${name}`, run: (stage) => landingLeads(stage, at(stage)) },
    { name: `a page's path with a trailing slash leads to the page, ${name}`, run: (stage) => slashesLead(stage, at(stage)) },
    { name: `/docs calls the live operation, ${name}`, run: (stage) => tryItOut(stage, at(stage), at(stage)) },
    { name: `/redoc renders and searches, ${name}`, run: (stage) => visit(stage.browser, `${at(stage).url}/redoc`, [origin(at(stage))], redocRenders) },
    { name: `/problems explains a real problem, ${name}`, run: (stage) => explainsProblem(stage, at(stage)) },
    { name: `the pages lead to each other, ${name}`, run: (stage) => visit(stage.browser, `${at(stage).url}/docs`, [origin(at(stage))], walk) },
  ]),
  ...VIEWS.map((view): Check => ({ name: `every page is readable and accessible, ${view.name}`, run: (stage) => pagesAreAccessible(stage, view) })),
  ...VIEWS.map(
    (view): Check => ({ name: `what else a document may have is readable, too, ${view.name}`, run: (stage) => richPagesAreAccessible(stage, view) }),
  ),
  { name: 'the pages can be used with the keyboard', run: (stage) => usesKeyboard(stage) },
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
    // The only operation is open, and its server is shown in full.
    await page.locator('#servers option', { hasText: calls.url }).waitFor({ state: 'attached' });
    const awaited = page.waitForResponse((response) => response.url() === `${calls.url}${PATH}`);
    await page.getByRole('button', { name: 'Execute' }).click();
    const received = await awaited;
    if (received.status() !== 200) throw new Error(`The operation responded with ${received.status()}.`);
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
  const response = await fetch(`${at.url}${PATH}`, { headers: { Accept: 'text/html' } });
  const { type, title } = (await response.json()) as { type: string; title: string };
  if (!type.startsWith(`${at.url}/problems#`)) throw new Error(`The problem's type is ${type}, and its page ${at.url}/problems.`);
  await visit(browser, type, [origin(at)], async (page) => {
    await page.getByRole('heading', { name: 'Problems', exact: true }).waitFor();
    await page.locator('section:target', { hasText: title }).waitFor();
    await page.locator('section:target', { hasText: String(response.status) }).waitFor();
  });
}

/** Each page has the same header, whose links lead to the others. */
async function walk(page: Page): Promise<void> {
  await docsRender(page);
  const header = page.getByRole('navigation', { name: 'Pages' });
  const links = await header.getByRole('link').allTextContents();
  for (const name of [...links, 'PetSage API']) {
    await page.getByRole('banner').getByRole('link', { name }).click();
    await page.locator('[aria-current="page"]', { hasText: name }).waitFor();
    // ReDoc's search still loads its worker.
    await page.waitForLoadState('networkidle');
    const here = await header.getByRole('link').allTextContents();
    if (here.join() !== links.join()) throw new Error(`The header of ${name} has the links ${here}, and that of /docs ${links}.`);
  }
}

async function landingLeads({ browser }: Stage, at: Site): Promise<void> {
  await visit(browser, `${at.url}/`, [origin(at)], async (page) => {
    await page.getByRole('heading', { name: 'PetSage API', level: 1 }).waitFor();
    await page.locator('pre', { hasText: `curl -i ${at.url}${PATH}` }).waitFor();
    const links = await page.locator('main a').evaluateAll((all) => all.map(({ href }) => href ?? ''));
    for (const link of links.filter((href) => href.startsWith(at.url))) {
      const { status } = await fetch(link);
      if (status !== 200) throw new Error(`${link} responds ${status}.`);
    }
    if (links.length < 7) throw new Error(`The page has the links ${links}.`);
  });
}

async function slashesLead({ browser }: Stage, at: Site): Promise<void> {
  for (const path of PAGES.filter((path) => path !== ''))
    await visit(browser, `${at.url}/${path}/`, [origin(at)], async (page) => {
      await page.waitForURL(`${at.url}/${path}`);
    });
}

const PAGES = ['', 'docs', 'redoc', 'problems', 'changelog'];

/** No page is wider than the screen, every page has the colors of the scheme, and axe finds nothing but `KNOWN`. */
async function pagesAreAccessible({ browser, direct }: Stage, { name: _name, ...view }: View): Promise<void> {
  const faults: string[] = [];
  for (const path of PAGES)
    await visit(
      browser,
      `${direct.url}/${path}`,
      [origin(direct)],
      async (page) => {
        if (path === 'docs') await docsRender(page);
        if (path === 'redoc') await page.getByRole('heading', { name: 'System Health Check' }).waitFor();
        faults.push(...(await accessibilityFaults(page, path, view)));
      },
      { context: view },
    );
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** How deep the objects of the rich document are. */
const NESTED = 3;

/** The same for the pages of a rich document, with everything opened. */
async function richPagesAreAccessible({ browser, rich }: Stage, { name: _name, ...view }: View): Promise<void> {
  const faults: string[] = [];
  const open = async (path: string, act: (page: Page) => Promise<void>) =>
    visit(
      browser,
      `${rich.url}/${path}`,
      [origin(rich)],
      async (page) => {
        await act(page);
        faults.push(...(await accessibilityFaults(page, `${path} of a rich document`, view)));
      },
      { context: view },
    );
  await open('docs', async (page) => {
    await page.getByText('Add a photo with a caption').waitFor();
    // The callback of an operation is a row as well, once the operation is open.
    for (const id of await page.locator('.opblock').evaluateAll((blocks) => blocks.map((block) => block.id))) {
      await page.locator(`#${id} .opblock-summary-control`).first().click();
      await page.locator(`#${id} .opblock-body`).first().waitFor();
    }
  });
  await open('redoc', async (page) => {
    await page.getByRole('heading', { name: 'Add a photo with a caption' }).waitFor();
    const click = (selector: string) => page.locator(selector).evaluateAll((buttons) => buttons.forEach((button) => void button.click?.()));
    await click('.api-content button:has(> svg)');
    // Properties have others.
    for (let depth = 0; depth < NESTED; depth++) await click('td button[aria-label^="expand "]');
  });
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** The first thing that Tab reaches skips the header; the links of the header follow, each with a visible focus. */
async function usesKeyboard({ browser, direct }: Stage): Promise<void> {
  for (const path of PAGES)
    await visit(browser, `${direct.url}/${path}`, [origin(direct)], async (page) => {
      if (path === 'docs') await docsRender(page);
      const focused = () => page.evaluate('[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle].join(" ")');
      const names = ['Skip to the content', 'PetSage API', ...(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents())];
      for (const name of names) {
        await page.keyboard.press('Tab');
        const found = await focused();
        if (found !== `${name} solid`) throw new Error(`On /${path}, Tab leads to "${found}" where it should lead to "${name}", with an outline.`);
      }
      await page.getByRole('link', { name: 'Skip to the content' }).focus();
      await page.keyboard.press('Enter');
      if ((await page.evaluate('document.activeElement.id')) !== 'main') throw new Error(`On /${path}, the link to the content does not lead there.`);
    });
}

/**
 * Response, header field and problem, read by a script of a page that came from elsewhere.
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
          const response = await fetch(url);
          const refused = await fetch(url, { headers });
          return {
            body: (await response.json()) as { message?: string },
            cacheControl: response.headers.get('cache-control'),
            requestId: response.headers.get('x-request-id'),
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
    { status: want },
  );
}
