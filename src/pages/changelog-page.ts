import { htmlHeaders, htmlPage, inline, type PageLink, type Resource, TEXT_STYLE } from '@petsage/openapi-koa';

/** A page with CHANGELOG.md. @param load reads the file */
export function changelogPage(api: string, links: readonly PageLink[], load: () => string): Resource {
  return {
    path: '/changelog',
    type: 'text/html; charset=utf-8',
    headers: htmlHeaders(["style-src 'unsafe-inline'"]),
    load: () => htmlPage({ api, title: 'Changelog', href: 'changelog', links, style: TEXT_STYLE, main: changelogHtml(load()) }),
  };
}

/**
 * The forms of Markdown that Keep a Changelog has: headings, paragraphs, lists of one level, code, and links. A test checks that CHANGELOG.md
 * has no other, so that no parser is needed. Links into the repository become text, as the service doesn't serve it.
 */
export function changelogHtml(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => {
      const heading = /^(#{1,3}) (.*)$/.exec(block.trim());
      if (heading !== null) return `<h${heading[1]?.length}>${text(heading[2] as string)}</h${heading[1]?.length}>`;
      if (!block.startsWith('- ')) return `<p>${text(block.trim())}</p>`;
      const items = block.trim().slice(2).split(/\n- /);
      return `<ul>\n${items.map((item) => `<li>${text(item)}</li>\n`).join('')}</ul>`;
    })
    .join('\n');
}

function text(markdown: string): string {
  return inline(markdown.replace(/^\[([^\]]+)\]$/, '$1').replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1')).replace(
    /\[([^\]]+)\]\((https?:[^)\s]+)\)/g,
    (_all, name: string, url: string) => `<a href="${url}">${name}</a>`,
  );
}
