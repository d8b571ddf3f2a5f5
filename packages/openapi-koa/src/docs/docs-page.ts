import { htmlHeaders, htmlPage, PAGE_LINKS, type PageLink, REVALIDATE } from '../pages/html.ts';
import type { Resource } from '../server/static-resources.ts';
import { packageFile } from './package-file.ts';

const NO_SCRIPT = '<noscript><p>This page needs JavaScript; the document itself is at <a href="openapi.yaml">openapi.yaml</a>.</p></noscript>';

/** Swagger UI is dark where the page has this class; it doesn't ask for the color scheme itself. */
const COLOR_SCHEME = `const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
follow();
dark.addEventListener('change', follow);
`;

/** What Swagger UI's own styles lack: room on narrow screens, the colors of the header, and contrast (WCAG 2.2, 1.4.3 and 1.4.10). */
const STYLE = `
html.dark-mode { background: var(--surface); }
.swagger-ui .wrapper { padding: 0 1rem; }
.swagger-ui .info { margin: 1.5rem 0; }
.swagger-ui .scheme-container { background: var(--raised); box-shadow: none; border-block: 1px solid var(--line); padding: 1rem 0; }
html:not(.dark-mode) .swagger-ui .info .title small { background: #57606a; }
html:not(.dark-mode) .swagger-ui .info .title small.version-stamp { background: #23642f; }
.swagger-ui .opblock:not(.opblock-head, .opblock-options) .opblock-summary-method { color: #000; text-shadow: none; }
.swagger-ui .headers .header-col { color: inherit; }
.swagger-ui .microlight span[style*="rgb(211, 99, 99)"] { color: #ff9d9d !important; }
html:not(.dark-mode) .swagger-ui .btn.execute { background: #1f5fa8; border-color: #1f5fa8; }
html:not(.dark-mode) .swagger-ui .btn.cancel { color: #b3261e; border-color: #b3261e; }
html.dark-mode .swagger-ui .opblock .opblock-section-header .try-out__btn.cancel { color: #ff9d9d; border-color: #ff9d9d; }
html:not(.dark-mode) .swagger-ui .btn.authorize { color: #1a6b2c; border-color: #1a6b2c; }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #1a6b2c; }
html:not(.dark-mode) .swagger-ui a.link, html:not(.dark-mode) .swagger-ui .renderedMarkdown a { color: #1f5fa8; }
html:not(.dark-mode) .swagger-ui .parameter__in { color: #57606a; }
html:not(.dark-mode) .swagger-ui .parameter__deprecated { color: #b3261e; }
html.dark-mode .swagger-ui .parameter__deprecated { color: #ff9d9d; }
html:not(.dark-mode) .swagger-ui .response-control-media-type__accept-message, html:not(.dark-mode) .swagger-ui .response-control-media-type__accept-message code { color: #1a6b2c; }
.swagger-ui .opblock.opblock-deprecated { opacity: 1; }
html.dark-mode .swagger-ui .opblock.opblock-deprecated .opblock-summary-method { background: #9aa1a9; }
.swagger-ui .opblock-description-wrapper, .swagger-ui .renderedMarkdown, .swagger-ui .info { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .swagger-ui .wrapper, .swagger-ui .opblock-body, .swagger-ui .responses-inner { padding-inline: .5rem; }
  .swagger-ui table:not(.model), .swagger-ui table:not(.model) > tbody, .swagger-ui table:not(.model) > tbody > tr, .swagger-ui table:not(.model) > tbody > tr > td { display: block; width: auto; max-width: 100%; min-width: 0; }
  .swagger-ui table:not(.model) > thead { display: none; }
  .swagger-ui .opblock-summary, .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; row-gap: .75rem; }
  .swagger-ui .opblock .opblock-summary-description { flex-basis: 100%; padding: .25rem .5rem; }
  .swagger-ui .model-box, .swagger-ui .highlight-code, .swagger-ui .servers, .swagger-ui select { max-width: 100%; overflow-x: auto; }
}
`;

/**
 * URLs are relative, so that the page works behind a proxy that adds a path prefix. A server's URL is shown in full: it may be relative to
 * the URL of the document (OpenAPI 3.0.3 section 4.7.5). A single operation is shown opened.
 * Swagger UI handles fragments itself, so that a link to one doesn't move the focus.
 */
const START = `fetch('openapi.json').then(async (response) => {
  const spec = await response.json();
  const full = ({ url, ...server }) => ({ ...server, url: url.includes('{') ? url : new URL(url, response.url).href.replace(/\\/$/, '') });
  const operations = Object.values(spec.paths).flatMap((item) => Object.keys(item).filter((name) => /^(get|put|post|delete|options|head|patch|trace)$/.test(name)));
  window.ui = SwaggerUIBundle({
    spec: { ...spec, servers: (spec.servers ?? [{ url: '/' }]).map(full) },
    dom_id: '#swagger-ui',
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: operations.length === 1 ? 'full' : 'list',
    tryItOutEnabled: true,
    validatorUrl: null,
  });
});
document.querySelector('.skip').addEventListener('click', () => document.getElementById('main').focus());
`;

/** Options of `docsPages`. */
export interface DocsPagesOptions {
  readonly title: string;
  readonly publicUrl?: string | undefined;
  readonly folder?: string | undefined;
  readonly links?: readonly PageLink[];
}

/**
 * The interactive documentation: Swagger UI from its npm package, served by the service itself.
 *
 * @param options.title     the title of the page
 * @param options.publicUrl where "Try it out" calls the service, if it isn't the page's origin
 * @param options.folder    of `swagger-ui-bundle.js` and `swagger-ui.css`, for a service that is deployed without its packages
 * @param options.links     of the header
 */
export function docsPages({ title, publicUrl, folder, links = PAGE_LINKS }: DocsPagesOptions): readonly Resource[] {
  const calls = publicUrl === undefined ? '' : ` ${new URL(publicUrl).origin}`;
  const asset = (file: string, type: string): Resource => ({
    path: `/docs/${file}`,
    type,
    headers: REVALIDATE,
    load: () => packageFile('swagger-ui-dist', file, folder),
  });
  const script = (file: string, text: string): Resource => ({
    path: `/docs/${file}`,
    type: 'text/javascript; charset=utf-8',
    headers: REVALIDATE,
    load: () => Buffer.from(text),
  });
  return [
    {
      path: '/docs',
      type: 'text/html; charset=utf-8',
      // Swagger UI sets style attributes.
      headers: htmlHeaders(["script-src 'self'", "style-src 'self' 'unsafe-inline'", `connect-src 'self'${calls}`]),
      load: () =>
        htmlPage({
          api: title,
          title: 'Try it out',
          href: 'docs',
          links,
          style: STYLE,
          head: '<link rel="stylesheet" href="docs/swagger-ui.css">\n<script src="docs/color-scheme.js"></script>\n',
          // Swagger UI has a main element of its own.
          mainElement: 'div',
          main: `<div id="swagger-ui"></div>\n${NO_SCRIPT}`,
          scripts: '<script src="docs/swagger-ui-bundle.js"></script>\n<script src="docs/start.js"></script>\n',
        }),
    },
    script('start.js', START),
    script('color-scheme.js', COLOR_SCHEME),
    asset('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
    asset('swagger-ui.css', 'text/css; charset=utf-8'),
  ];
}
