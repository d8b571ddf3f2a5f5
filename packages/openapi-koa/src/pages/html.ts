/** Pages change only with a release; browsers revalidate their copy each time. */
export const REVALIDATE: Readonly<Record<string, string>> = { 'Cache-Control': 'no-cache' };

/**
 * The headers of an HTML page, which loads nothing from other hosts and cannot be framed.
 *
 * @param directives what the page may load (W3C Content Security Policy Level 3); nothing else is allowed
 */
export function htmlHeaders(directives: readonly string[]): Readonly<Record<string, string>> {
  const policy = ["default-src 'none'", ...directives, "img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return { ...REVALIDATE, 'Content-Security-Policy': policy.join('; '), 'Referrer-Policy': 'no-referrer' };
}

/** Escapes text for HTML elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page that the header of every page links to. */
export interface PageLink {
  /** Its path without the leading slash, as pages link to each other relatively: a proxy may put a path in front. */
  readonly href: string;
  readonly name: string;
}

/** The pages of this package. */
export const PAGE_LINKS: readonly PageLink[] = [
  { href: 'docs', name: 'Try it out' },
  { href: 'redoc', name: 'Reference' },
  { href: 'problems', name: 'Problems' },
];

/** What a page is made of; every part but `title` and `api` is HTML. */
export interface HtmlPage {
  /** The name of the API, and the link to its first page in the header. */
  readonly api: string;
  /** Of the page; undefined for the first page, whose title is that of the API. */
  readonly title?: string;
  /** The path of the page, without the leading slash. */
  readonly href: string;
  readonly links: readonly PageLink[];
  /** More elements of the head. */
  readonly head?: string;
  /** The styles of this page. */
  readonly style?: string;
  readonly main: string;
  /** The element around `main`: `div` if a script adds a main element there. */
  readonly mainElement?: 'main' | 'div';
  /** After everything else. */
  readonly scripts?: string;
}

/** The look of every page. Text has a contrast of at least 4.5:1 in both color schemes (WCAG 2.2 success criterion 1.4.3). */
const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --muted: #57606a; --surface: #fff; --raised: #f6f8fa; --line: #d0d7de; --accent: #a33c00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --muted: #a3abb5; --surface: #16181d; --raised: #1f2229; --line: #3a3f48; --accent: #ffa35c; }
}
html { background: var(--surface); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
.site-header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding: .5rem 1rem; border-bottom: 1px solid var(--line); background: var(--raised); }
.site-header a { color: var(--text); text-decoration: none; padding: .25rem 0; }
.site-header a:hover { text-decoration: underline; }
.site-header .api { font-weight: 700; display: inline-flex; align-items: center; gap: .5rem; }
.site-header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.site-header a[aria-current] { box-shadow: inset 0 -2px var(--accent); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .25rem; z-index: 9; padding: .25rem .5rem; background: var(--surface); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

/** The style of pages that are text. */
export const TEXT_STYLE = `
main { max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
main a { color: var(--accent); }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
pre { padding: .75rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .375rem; white-space: pre-wrap; }
`;

/** A page with the header that all pages share. */
export function htmlPage({ api, title, href, links, head = '', style = '', main, mainElement = 'main', scripts = '' }: HtmlPage): Buffer {
  const current = (link: string) => (link === href ? ' aria-current="page"' : '');
  const entries = links.map((link) => `<a href="${escapeHtml(link.href)}"${current(link.href)}>${escapeHtml(link.name)}</a>`);
  return Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === undefined ? '' : `${escapeHtml(title)} · `}${escapeHtml(api)}</title>
<link rel="icon" type="image/svg+xml" href="favicon.svg">
${head}<style>${STYLE}${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site-header">
<a class="api" href="."${current('')}><img src="favicon.svg" alt="" width="24" height="24">${escapeHtml(api)}</a>
<nav aria-label="Pages">${entries.join('\n')}</nav>
</header>
<${mainElement} id="main" tabindex="-1">
${main}
</${mainElement}>
${scripts}</body>
</html>
`);
}
