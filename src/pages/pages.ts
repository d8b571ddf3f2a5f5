import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentPages, PAGE_LINKS, type ProblemEntry, problemsPage, REVALIDATE, type Resource } from '@petsage/openapi-koa';
import { docsPages, redocPages } from '@petsage/openapi-koa/docs';
import { changelogPage } from './changelog-page.ts';
import { type ApiInfo, LANDING_SCRIPT, landingPage } from './landing-page.ts';

export interface PagesOptions {
  /** The folder of openapi.json and openapi.yaml. */
  readonly documentFolder: string;
  /** The folder of copies of the files of Swagger UI and ReDoc; undefined for their installed packages. */
  readonly packageFolder?: string | undefined;
  /** The folder of CHANGELOG.md. */
  readonly changelogFolder: string;
  /** The address of the service for clients; undefined if it is the page's origin. */
  readonly publicUrl: string | undefined;
  readonly problems: readonly ProblemEntry[];
}

const TITLE = 'PetSage API';
const LINKS = [...PAGE_LINKS, { href: 'changelog', name: 'Changelog' }];
const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#d60"><ellipse cx="16" cy="22" rx="8" ry="6.5"/><ellipse cx="6" cy="14" rx="3" ry="4"/><ellipse cx="26" cy="14" rx="3" ry="4"/><ellipse cx="12" cy="7" rx="3" ry="4.5"/><ellipse cx="20" cy="7" rx="3" ry="4.5"/></g></svg>\n`;

/** Every page and document that is served in addition to the API. */
export function createPages({ documentFolder, packageFolder, changelogFolder, publicUrl, problems }: PagesOptions): readonly Resource[] {
  const favicon = (path: string): Resource => ({ path, type: 'image/svg+xml', headers: REVALIDATE, load: () => Buffer.from(FAVICON) });
  return [
    landingPage(LINKS, publicUrl, () => JSON.parse(readFileSync(join(documentFolder, 'openapi.json'), 'utf8')) as { info: ApiInfo }),
    { path: '/start.js', type: 'text/javascript; charset=utf-8', headers: REVALIDATE, load: () => Buffer.from(LANDING_SCRIPT) },
    ...docsPages({ title: TITLE, publicUrl, folder: packageFolder, links: LINKS }),
    ...redocPages({ title: TITLE, folder: packageFolder, links: LINKS }),
    ...documentPages(documentFolder, publicUrl),
    problemsPage(TITLE, problems, LINKS),
    changelogPage(TITLE, LINKS, () => readFileSync(join(changelogFolder, 'CHANGELOG.md'), 'utf8')),
    favicon('/favicon.svg'),
    // Browsers request it whatever icon a page links to.
    favicon('/favicon.ico'),
  ];
}
