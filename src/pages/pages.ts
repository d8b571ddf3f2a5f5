import { documentPages, type ProblemEntry, problemsPage, REVALIDATE, type Resource } from '@petsage/openapi-koa';
import { docsPages, redocPages } from '@petsage/openapi-koa/docs';

export interface PagesOptions {
  /** The folder of openapi.json and openapi.yaml. */
  readonly documentFolder: string;
  /** The folder of copies of the files of Swagger UI and ReDoc; undefined for their installed packages. */
  readonly packageFolder?: string | undefined;
  /** The address of the service for clients; undefined if it is the page's origin. */
  readonly publicUrl: string | undefined;
  readonly problems: readonly ProblemEntry[];
}

const TITLE = 'PetSage API';
const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#d60"><ellipse cx="16" cy="22" rx="8" ry="6.5"/><ellipse cx="6" cy="14" rx="3" ry="4"/><ellipse cx="26" cy="14" rx="3" ry="4"/><ellipse cx="12" cy="7" rx="3" ry="4.5"/><ellipse cx="20" cy="7" rx="3" ry="4.5"/></g></svg>\n`;

/** Every page and document that is served in addition to the API. */
export function createPages({ documentFolder, packageFolder, publicUrl, problems }: PagesOptions): readonly Resource[] {
  const favicon = (path: string): Resource => ({ path, type: 'image/svg+xml', headers: REVALIDATE, load: () => Buffer.from(FAVICON) });
  return [
    { path: '/', type: '', redirect: 'docs', load: () => Buffer.alloc(0) },
    ...docsPages({ title: TITLE, publicUrl, folder: packageFolder }),
    ...redocPages({ title: TITLE, folder: packageFolder }),
    ...documentPages(documentFolder, publicUrl),
    problemsPage(TITLE, problems),
    favicon('/favicon.svg'),
    // Browsers request it whatever icon a page links to.
    favicon('/favicon.ico'),
  ];
}
