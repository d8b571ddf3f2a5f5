import { escapeHtml, htmlHeaders, htmlPage, type PageLink, type Resource, TEXT_STYLE } from '@petsage/openapi-koa';

/** What the page says of the API: `info` of the document (OpenAPI 3.0.3 section 4.7.2). */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
  readonly license?: { readonly name: string; readonly url?: string };
}

const STYLE = `${TEXT_STYLE}
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem; padding: 0; list-style: none; }
.cards li { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--raised); }
.cards a { font-weight: 600; }
.cards p { margin: .25rem 0 0; color: var(--muted); }
`;

/** The first page: what the API is, a first request, its documents, and how to get a client. @param load reads the document */
export function landingPage(links: readonly PageLink[], publicUrl: string | undefined, load: () => { readonly info: ApiInfo }): Resource {
  return {
    path: '/',
    type: 'text/html; charset=utf-8',
    headers: htmlHeaders(["script-src 'self'", "style-src 'unsafe-inline'"]),
    load: () => {
      const { info } = load();
      const scripts = '<script src="start.js"></script>\n';
      return htmlPage({ api: info.title, href: '', links, style: STYLE, main: main(info, publicUrl ?? ORIGIN), ...(publicUrl === undefined && { scripts }) });
    },
  };
}

/** What the examples call where the service doesn't know its address; a script writes the origin of the page there. */
const ORIGIN = 'http://localhost:3000';

/** Replaces the origin of the examples by that of the page. */
export const LANDING_SCRIPT = `for (const element of document.querySelectorAll('pre code')) element.textContent = element.textContent.replaceAll('${ORIGIN}', new URL('.', location.href).href.replace(/\\/$/, ''));
`;

function main({ title, version, description, contact, license }: ApiInfo, url: string): string {
  const cards: readonly [href: string, name: string, about: string][] = [
    ['docs', 'Try it out', 'Every operation, called from the page'],
    ['redoc', 'Reference', 'Every operation, parameter and schema, to read'],
    ['problems', 'Problems', 'Every error, and what to do about it'],
    ['changelog', 'Changelog', 'What changed, version by version'],
    ['openapi.json', 'openapi.json', 'The OpenAPI document, as JSON'],
    ['openapi.yaml', 'openapi.yaml', 'The OpenAPI document, as YAML'],
    ['api/v1/smoke-test', 'Status', '200 while the service runs, 503 while it shuts down'],
  ];
  const list = cards.map(([href, name, about]) => `<li><a href="${href}">${name}</a><p>${about}</p></li>`);
  const contacts = [
    ...(contact?.url ? [`<a href="${escapeHtml(contact.url)}">${escapeHtml(contact.name ?? contact.url)}</a>`] : []),
    ...(contact?.email ? [`<a href="mailto:${escapeHtml(contact.email)}">${escapeHtml(contact.email)}</a>`] : []),
  ];
  const about = [
    `Version ${escapeHtml(version)}.`,
    ...(contacts.length > 0 ? [`Contact: ${contacts.join(', ')}.`] : []),
    ...(license ? [`License: ${license.url ? `<a href="${escapeHtml(license.url)}">${escapeHtml(license.name)}</a>` : escapeHtml(license.name)}.`] : []),
  ];
  const at = escapeHtml(url);
  return `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(description ?? '')}</p>
<h2>A first request</h2>
<pre tabindex="0" aria-label="A first request"><code>curl -i ${at}/api/v1/smoke-test</code></pre>
<h2>Documents</h2>
<ul class="cards">
${list.join('\n')}
</ul>
<h2>Get a client</h2>
<p>A checkout of the service generates a client in any of 14 languages, and prints which parameters it cannot send, if any:</p>
<pre tabindex="0" aria-label="Generate a client from a checkout"><code>npm run client -- python --document ${at}/openapi.json</code></pre>
<p>Without a checkout, any generator for OpenAPI reads the document:</p>
<pre tabindex="0" aria-label="Generate a client without a checkout"><code>npx @openapitools/openapi-generator-cli generate -g python -i ${at}/openapi.json -o petsage</code></pre>
<h2>Develop against a mock</h2>
<p>It responds with the examples of the document, and with any error on request:</p>
<pre tabindex="0" aria-label="Start the mock"><code>npm run mock</code></pre>
<p>${about.join(' ')}</p>`;
}
