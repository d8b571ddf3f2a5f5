import type { Resource } from '../server/static-resources.ts';
import { escapeHtml, htmlHeaders, htmlPage, PAGE_LINKS, type PageLink, TEXT_STYLE } from './html.ts';

/** A problem type as the page lists it. */
export interface ProblemEntry {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

const STYLE = `${TEXT_STYLE}
section { padding: .75rem 1rem; border-left: .25rem solid var(--line); margin: 1rem 0; }
section:target { border-color: var(--accent); background: var(--raised); }
h2 { font-size: 1.05rem; margin: 0; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
section p { margin: .25rem 0; }
.status { display: inline-block; min-width: 2.5em; font-variant-numeric: tabular-nums; }
`;

/**
 * The list of problem types, ordered by status. The `type` of every problem links to its entry (RFC 9457 section 3.1.1).
 *
 * @param title of the API
 * @param links of the header
 */
export function problemsPage(title: string, problems: readonly ProblemEntry[], links: readonly PageLink[] = PAGE_LINKS): Resource {
  return {
    path: '/problems',
    type: 'text/html; charset=utf-8',
    headers: htmlHeaders(["style-src 'unsafe-inline'"]),
    load: () =>
      htmlPage({ api: title, title: 'Problems', href: 'problems', links, style: STYLE, main: main([...problems].sort((a, b) => a.status - b.status)) }),
  };
}

function main(problems: readonly ProblemEntry[]): string {
  const entries = problems.map(
    ({ code, status, title, remedy }) => `<section id="${escapeHtml(code)}">
<h2><span class="status">${status}</span> <a href="#${escapeHtml(code)}">${escapeHtml(title)}</a></h2>
<p><code>${escapeHtml(code)}</code></p>
<p>${inline(remedy)}</p>
</section>`,
  );
  return `<h1>Problems</h1>
<p>An error response is <code>application/problem+json</code> (RFC 9457) unless the API document declares another format. Its <code>type</code> links to an entry below, <code>detail</code> says what was wrong with the request, and <code>instance</code> identifies the request in our logs.</p>
${entries.join('\n')}`;
}

/** Text with backticks for code, as in Markdown. */
export function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
