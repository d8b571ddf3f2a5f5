import { escapeHtml, htmlHeaders, REVALIDATE } from '../pages/html.ts';
import type { Resource } from '../server/static-resources.ts';
import { packageFile } from './package-file.ts';

const htmlOf = (title: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="favicon.svg">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<nav style="padding: .5rem 1rem; font: 14px/1.5 system-ui, sans-serif"><a href="redoc">Reference</a> · <a href="problems">Problems</a> · <a href="openapi.yaml">openapi.yaml</a></nav>
<main id="swagger-ui"></main>
<noscript>This page needs JavaScript; the document itself is at <a href="openapi.yaml">openapi.yaml</a>.</noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** URLs are relative, so that the page works behind a proxy that adds a path prefix. */
const START = `window.ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

interface DocsPagesOptions {
  readonly title: string;
  readonly publicUrl?: string | undefined;
  readonly folder?: string | undefined;
}

/**
 * The interactive documentation: Swagger UI from its npm package, served by the service itself.
 *
 * @param options.title     the title of the page
 * @param options.publicUrl where "Try it out" calls the service, if it isn't the page's origin
 * @param options.folder    of `swagger-ui-bundle.js` and `swagger-ui.css`, for a service that is deployed without its packages
 */
export function docsPages({ title, publicUrl, folder }: DocsPagesOptions): readonly Resource[] {
  const calls = publicUrl === undefined ? '' : ` ${new URL(publicUrl).origin}`;
  const asset = (file: string, type: string): Resource => ({
    path: `/docs/${file}`,
    type,
    headers: REVALIDATE,
    load: () => packageFile('swagger-ui-dist', file, folder),
  });
  return [
    {
      path: '/docs',
      type: 'text/html; charset=utf-8',
      // Swagger UI sets style attributes.
      headers: htmlHeaders(["script-src 'self'", "style-src 'self' 'unsafe-inline'", `connect-src 'self'${calls}`]),
      load: () => Buffer.from(htmlOf(escapeHtml(title))),
    },
    { path: '/docs/start.js', type: 'text/javascript; charset=utf-8', headers: REVALIDATE, load: () => Buffer.from(START) },
    asset('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
    asset('swagger-ui.css', 'text/css; charset=utf-8'),
  ];
}
