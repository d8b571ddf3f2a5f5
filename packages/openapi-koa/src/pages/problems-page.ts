import type { Resource } from '../server/static-resources.ts';
import { escapeHtml, htmlHeaders } from './html.ts';

/** A problem type as the page lists it. */
export interface ProblemEntry {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
section { padding: .75rem 1rem; border-left: .25rem solid #8886; margin: 1rem 0; }
section:target { border-color: #d60; background: #f801; }
h2 { font-size: 1.05rem; margin: 0; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
p { margin: .25rem 0; }
code { font-size: .9em; }
.status { display: inline-block; min-width: 2.5em; font-variant-numeric: tabular-nums; }
`;

/**
 * The list of problem types, ordered by status. The `type` of every problem links to its entry (RFC 9457 section 3.1.1).
 *
 * @param title of the API
 */
export function problemsPage(title: string, problems: readonly ProblemEntry[]): Resource {
  return {
    path: '/problems',
    type: 'text/html; charset=utf-8',
    headers: htmlHeaders(["style-src 'unsafe-inline'"]),
    load: () =>
      Buffer.from(
        html(
          escapeHtml(title),
          [...problems].sort((a, b) => a.status - b.status),
        ),
      ),
  };
}

function html(title: string, problems: readonly ProblemEntry[]): string {
  const entries = problems.map(
    ({ code, status, title, remedy }) => `<section id="${escapeHtml(code)}">
<h2><span class="status">${status}</span> <a href="#${escapeHtml(code)}">${escapeHtml(title)}</a></h2>
<p><code>${escapeHtml(code)}</code></p>
<p>${inline(remedy)}</p>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems · ${title}</title>
<link rel="icon" type="image/svg+xml" href="favicon.svg">
<style>${STYLE}</style>
</head>
<body>
<h1>Problems</h1>
<p>Every error response is <code>application/problem+json</code> (RFC 9457). Its <code>type</code> links to an entry below, <code>detail</code> says what was wrong with the request, and <code>instance</code> identifies the request in our logs.</p>
${entries.join('\n')}
<p><a href="docs">Back to the API</a></p>
</body>
</html>
`;
}

/** Remedies use backticks for code, as in Markdown. */
function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
