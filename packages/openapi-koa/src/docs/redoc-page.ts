import { escapeHtml, htmlHeaders, REVALIDATE } from '../pages/html.ts';
import type { Resource } from '../server/static-resources.ts';
import { packageFile } from './package-file.ts';

const htmlOf = (title: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Reference</title>
<link rel="icon" type="image/svg+xml" href="favicon.svg">
<style>body { margin: 0; } nav { padding: .5rem 1rem; font: 14px/1.5 system-ui, sans-serif; }</style>
</head>
<body>
<nav><a href="docs">Try it out</a> · <a href="problems">Problems</a> · <a href="openapi.yaml">openapi.yaml</a></nav>
<main id="redoc"></main>
<noscript>This page needs JavaScript; the document itself is at <a href="openapi.yaml">openapi.yaml</a>.</noscript>
<script src="redoc/redoc.standalone.js"></script>
<script src="redoc/start.js"></script>
</body>
</html>
`;

/** Overrides ReDoc's fonts, which would be loaded from another host. */
const START = `Redoc.init(
  'openapi.json',
  {
    nativeScrollbars: true,
    theme: {
      typography: {
        fontFamily: 'system-ui, sans-serif',
        headings: { fontFamily: 'system-ui, sans-serif' },
        code: { fontFamily: 'ui-monospace, monospace' },
      },
    },
  },
  document.getElementById('redoc'),
);
`;

/**
 * The reference documentation: ReDoc from its npm package, served by the service itself.
 *
 * @param options.title  the title of the page
 * @param options.folder of `redoc.standalone.js`, for a service that is deployed without its packages
 */
export function redocPages({ title, folder }: { readonly title: string; readonly folder?: string | undefined }): readonly Resource[] {
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
      load: () => Buffer.from(htmlOf(escapeHtml(title))),
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
