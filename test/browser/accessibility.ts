import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from './playwright.ts';

/** How a page is looked at. */
export interface View {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
}

const WIDE = { width: 1280, height: 900 };
/** A phone; the smallest width without horizontal scrolling is 320 (WCAG 2.2 success criterion 1.4.10). */
const NARROW = { width: 390, height: 844 };
const NARROWEST = { width: 320, height: 700 };

export const VIEWS: readonly View[] = [
  { name: 'light and wide', colorScheme: 'light', viewport: WIDE },
  { name: 'dark and wide', colorScheme: 'dark', viewport: WIDE },
  { name: 'light and narrow', colorScheme: 'light', viewport: NARROW },
  { name: 'dark and narrow', colorScheme: 'dark', viewport: NARROW },
  { name: 'light and 320 pixels wide', colorScheme: 'light', viewport: NARROWEST },
];

/** What axe finds in pages that are not ours, by page and rule, with the reason. A rule that finds nothing anymore has to be removed. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  docs: {
    'heading-order': 'Swagger UI goes from the title (h1 or h2) to tags as h3, and has no option for it.',
    'nested-interactive': 'The row of an operation in Swagger UI is a button that contains a link to the operation.',
    'select-name': 'The label of the servers in Swagger UI is beside its list, and not bound to it.',
    region: 'Swagger UI puts its title and servers outside of its main element.',
  },
  'docs of a rich document': {
    'scrollable-region-focusable': 'A long example in Swagger UI scrolls, and cannot be focused.',
    label: 'Swagger UI labels neither the text of a body, nor a file.',
    'landmark-unique': 'The table of responses in Swagger UI is a region without a name, for headers as well.',
    'heading-order': 'As above.',
    'nested-interactive': 'As above.',
    'select-name': 'As above.',
    region: 'As above.',
  },
  'redoc of a rich document': {
    'heading-order': 'ReDoc goes from the title of an operation (h2) to its parameters as h5.',
  },
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

let axe: string | undefined;

/** @param path as faults name it, without the leading slash */
export async function accessibilityFaults(page: Page, path: string, { colorScheme, viewport }: Omit<View, 'name'>): Promise<string[]> {
  const faults: string[] = [];
  const width = await page.evaluate('document.documentElement.scrollWidth');
  if (width !== viewport.width) faults.push(`/${path} is ${width} pixels wide.`);
  const background = String(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor'));
  const brightness = Math.max(...(background.match(/\d+/g) ?? []).map(Number));
  if (brightness > 128 !== (colorScheme === 'light')) faults.push(`/${path} has the background ${background} in the ${colorScheme} scheme.`);
  axe ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const violations = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)')) as Violation[];
  const known = KNOWN[path] ?? {};
  for (const { id, nodes } of violations)
    if (known[id] === undefined)
      faults.push(`/${path}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join('; ')}`);
  const found = violations.map(({ id }) => id);
  for (const id of Object.keys(known)) if (!found.includes(id)) faults.push(`/${path}: axe does not find ${id} anymore; remove it from KNOWN.`);
  return faults;
}
