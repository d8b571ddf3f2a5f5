import { packageFile } from './package-file.ts';
import { htmlFields, type Page, REVALIDATE } from './page.ts';

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PetSage API · Reference</title>
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

/** Its own font families would come from another host. */
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

/** The page for reading, ReDoc from the package of its own makers, served from here. */
export function redocPages(): readonly Page[] {
  const script = (file: string, load: () => Buffer): Page => ({
    path: `/redoc/${file}`,
    type: 'text/javascript; charset=utf-8',
    headers: REVALIDATE,
    load,
  });
  return [
    {
      path: '/redoc',
      type: 'text/html; charset=utf-8',
      // ReDoc writes style elements, and searches in a worker that it makes from a Blob.
      headers: htmlFields(["script-src 'self'", "style-src 'self' 'unsafe-inline'", "connect-src 'self'", 'worker-src blob:']),
      load: () => Buffer.from(HTML),
    },
    script('start.js', () => Buffer.from(START)),
    script('redoc.standalone.js', () => Buffer.from(withoutLogo(packageFile('redoc', 'bundles/redoc.standalone.js').toString()))),
  ];
}

/**
 * Takes out the image that ReDoc loads from its makers' host; the link to them stays.
 *
 * @throws Error when it is not there, or not in this form: a new version of the package has to be looked at
 */
export function withoutLogo(script: string): string {
  const cleaned = script.replace(/[\w$]+\.createElement\("img",\{[^{}]*"https:\/\/cdn\.redoc\.ly\/[^"]*"\}\)/, 'null');
  if (cleaned === script || cleaned.includes('cdn.redoc')) throw new Error('redoc.standalone.js loads its logo in a form that is not known here.');
  return cleaned;
}
