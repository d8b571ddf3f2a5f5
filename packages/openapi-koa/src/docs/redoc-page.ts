import { htmlHeaders, htmlPage, PAGE_LINKS, type PageLink, REVALIDATE } from '../pages/html.ts';
import type { Resource } from '../server/static-resources.ts';
import { packageFile } from './package-file.ts';

/** Colors that ReDoc has no setting for. The selected tab is white in both schemes. */
const STYLE = `
.react-tabs__tab--selected { color: #1a6b2c !important; }
#redoc h5, #redoc caption, #redoc blockquote { color: var(--muted) !important; border-color: var(--line) !important; }
#redoc td[kind$="Properties"] > div { color: var(--accent) !important; }
@media (prefers-color-scheme: dark) {
  #redoc h5 span { color: var(--text) !important; }
  #redoc td > div > div > span:not([type]) { color: var(--muted) !important; }
  #redoc td[colspan] > div, #redoc div:has(> select), #redoc button:has(> .operation-type), #redoc button:has(> .operation-type) + div { background: var(--raised) !important; }
  #redoc div:has(> select) > :is(label, svg), #redoc button:has(> .operation-type) { color: var(--text) !important; }
  #redoc table tr { background: none !important; }
  #redoc .api-content polygon { fill: currentColor !important; }
}
`;
const NO_SCRIPT = '<noscript><p>This page needs JavaScript; the document itself is at <a href="openapi.yaml">openapi.yaml</a>.</p></noscript>';

/**
 * Overrides ReDoc's fonts, which would be loaded from another host, and its colors, which are those of the page in the reader's scheme.
 * A color has a contrast of at least 4.5:1 (WCAG 2.2 success criterion 1.4.3).
 */
const START = `const dark = matchMedia('(prefers-color-scheme: dark)');
const LIGHT_COLORS = {
  primary: { main: '#a33c00' },
  success: { main: '#1a6b2c' },
  text: { primary: '#1b1f24', secondary: '#57606a' },
  border: { dark: '#d0d7de', light: '#d0d7de' },
};
const DARK_COLORS = {
  primary: { main: '#ffa35c' },
  success: { main: '#6fd08c' },
  error: { main: '#ff8f8f' },
  text: { primary: '#e6e8eb', secondary: '#a3abb5' },
  border: { dark: '#3a3f48', light: '#3a3f48' },
  responses: {
    success: { color: '#6fd08c', backgroundColor: '#1d2a22' },
    error: { color: '#ff8f8f', backgroundColor: '#2d1f21' },
    redirect: { color: '#ffd27a', backgroundColor: '#2b2719' },
    info: { color: '#8fc7ff', backgroundColor: '#1b2631' },
  },
};
const render = () => {
  const colors = dark.matches ? DARK_COLORS : LIGHT_COLORS;
  const element = document.createElement('div');
  document.getElementById('redoc').replaceChildren(element);
  Redoc.init('openapi.json', {
    nativeScrollbars: true,
    hideDownloadButton: true,
    theme: {
      colors,
      typography: {
        fontFamily: 'system-ui, sans-serif',
        headings: { fontFamily: 'system-ui, sans-serif' },
        code: { fontFamily: 'ui-monospace, monospace', color: dark.matches ? '#ffb3b3' : '#a01c1c', backgroundColor: dark.matches ? '#1f2229' : '#f6f8fa', wrap: true },
        links: { color: colors.primary.main },
      },
      sidebar: { backgroundColor: dark.matches ? '#1f2229' : '#f6f8fa', textColor: colors.text.primary },
      schema: {
        nestedBackground: dark.matches ? '#1f2229' : '#f6f8fa',
        typeNameColor: colors.text.secondary,
        typeTitleColor: colors.text.secondary,
        requireLabelColor: dark.matches ? '#ff8f8f' : '#b3261e',
        linesColor: colors.border.dark,
      },
      rightPanel: {
        backgroundColor: '#22262e',
        ...(dark.matches && { servers: { overlay: { backgroundColor: '#1f2229', textColor: '#e6e8eb' }, url: { backgroundColor: '#16181d' } } }),
      },
    },
  }, element);
};
render();
dark.addEventListener('change', render);
`;

/** Options of `redocPages`. */
export interface RedocPagesOptions {
  readonly title: string;
  readonly folder?: string | undefined;
  readonly links?: readonly PageLink[];
}

/**
 * The reference documentation: ReDoc from its npm package, served by the service itself.
 *
 * @param options.title  the title of the API
 * @param options.folder of `redoc.standalone.js`, for a service that is deployed without its packages
 * @param options.links  of the header
 */
export function redocPages({ title, folder, links = PAGE_LINKS }: RedocPagesOptions): readonly Resource[] {
  const script = (file: string, load: () => Buffer): Resource => ({
    path: `/redoc/${file}`,
    type: 'text/javascript; charset=utf-8',
    headers: REVALIDATE,
    load,
  });
  return [
    {
      path: '/redoc',
      type: 'text/html; charset=utf-8',
      // ReDoc inserts style elements, and searches in a worker made from a Blob.
      headers: htmlHeaders(["script-src 'self'", "style-src 'self' 'unsafe-inline'", "connect-src 'self'", 'worker-src blob:']),
      load: () =>
        htmlPage({
          api: title,
          title: 'Reference',
          href: 'redoc',
          links,
          style: STYLE,
          main: `<div id="redoc"></div>\n${NO_SCRIPT}`,
          scripts: '<script src="redoc/redoc.standalone.js"></script>\n<script src="redoc/start.js"></script>\n',
        }),
    },
    script('start.js', () => Buffer.from(START)),
    script('redoc.standalone.js', () => Buffer.from(withoutLogo(packageFile('redoc', 'bundles/redoc.standalone.js', folder).toString()))),
  ];
}

/**
 * Removes the logo that ReDoc loads from its vendor's host; the link to the vendor stays.
 *
 * @throws Error if the logo isn't found: a new version of the package needs a new pattern
 */
export function withoutLogo(script: string): string {
  const cleaned = script.replace(/[\w$]{1,4}\.createElement\("img",\{[^{}]{0,99}"https:\/\/cdn\.redoc\.ly\/[^"]{0,99}"\}\)/, 'null');
  if (cleaned === script || cleaned.includes('cdn.redoc')) throw new Error('redoc.standalone.js loads its logo in an unexpected way: adapt withoutLogo.');
  return cleaned;
}
