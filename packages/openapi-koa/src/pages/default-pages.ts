import type { ProblemType } from '../problems/registry.ts';
import type { Resource } from '../server/static-resources.ts';
import { REVALIDATE } from './html.ts';
import { problemsPage } from './problems-page.ts';

const PROBLEMS_PATH = '/problems';
const ICON_PATH = '/favicon.svg';
/** A pair of braces, in a gray that is visible on light and dark. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#6e7781" stroke-width="2.5" stroke-linecap="round"><path d="M9 4C6 4 7 7 7 9s-1 3-3 3c2 0 3 1 3 3s-1 5 2 5M15 4c3 0 2 3 2 5s1 3 3 3c-2 0-3 1-3 3s1 5-2 5"/></svg>\n';

/** The pages, with one that lists the problem types, unless they have one or `problemBase` names another. */
export function withProblemsPage(pages: readonly Resource[], problemBase: string | undefined, problems: readonly ProblemType[]): readonly Resource[] {
  if (problemBase !== undefined || pages.some(({ path }) => path === PROBLEMS_PATH)) return pages;
  return [...pages, problemsPage('API', problems)];
}

/** The pages, with the icon that the header of every HTML page shows, unless they have their own. */
export function withIcon(pages: readonly Resource[]): readonly Resource[] {
  if (!pages.some(({ type }) => type.startsWith('text/html')) || pages.some(({ path }) => path === ICON_PATH)) return pages;
  return [...pages, { path: ICON_PATH, type: 'image/svg+xml', headers: REVALIDATE, load: () => Buffer.from(ICON) }];
}
