import { packageFile } from './package-file.ts';
import { htmlFields, type Page, REVALIDATE } from './page.ts';

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PetSage API</title>
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

/**
 * The interactive documentation: Swagger UI from its npm package, served by the service itself.
 *
 * @param publicUrl where "Try it out" calls the service, if it isn't the page's origin
 */
export function docsPages(publicUrl: string | undefined): readonly Page[] {
  const calls = publicUrl === undefined ? '' : ` ${new URL(publicUrl).origin}`;
  const asset = (file: string, type: string): Page => ({
    path: `/docs/${file}`,
    type,
    headers: REVALIDATE,
    load: () => packageFile('swagger-ui-dist', file),
  });
  return [
    {
      path: '/docs',
      type: 'text/html; charset=utf-8',
      // Swagger UI sets style attributes.
      headers: htmlFields(["script-src 'self'", "style-src 'self' 'unsafe-inline'", `connect-src 'self'${calls}`]),
      load: () => Buffer.from(HTML),
    },
    { path: '/docs/start.js', type: 'text/javascript; charset=utf-8', headers: REVALIDATE, load: () => Buffer.from(START) },
    asset('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
    asset('swagger-ui.css', 'text/css; charset=utf-8'),
  ];
}
