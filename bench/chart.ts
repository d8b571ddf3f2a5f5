import type { ComparisonName } from './contestants.ts';
import { comparedFigures, type Figures, isMeasured, type LoadRow, type LoadTable, type StartTable } from './figures.ts';
import { type Spread, spreadOfRatios } from './statistics.ts';

interface Bar extends Spread {
  readonly name: string;
}

/** Bars below a heading, on a scale of their own. */
interface Group {
  readonly title: string;
  readonly base: string;
  readonly bars: readonly Bar[];
}

/** Pixels. */
const WIDTH = 920;
const MARGIN = 24;
const NAME_WIDTH = 360;
const VALUE_WIDTH = 60;
const ROW = 24;
const HEADING = 56;
const GAP = 16;

const STYLE = `
    .ground { fill: #ffffff; stroke: #d0d7de; }
    text { fill: #1f2328; font: 13px system-ui, sans-serif; }
    .title { font-weight: 600; font-size: 15px; }
    .note { fill: #59636e; font-size: 12px; }
    .bar { fill: #8c959f; }
    .own { fill: #0969da; }
    .one { stroke: #59636e; stroke-dasharray: 3 3; }
    .reach { stroke: #1f2328; stroke-width: 1.5; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; stroke: #3d444d; }
      text { fill: #f0f6fc; }
      .note { fill: #9198a1; }
      .bar { fill: #656c76; }
      .own { fill: #4493f8; }
      .one { stroke: #9198a1; }
      .reach { stroke: #f0f6fc; }
    }`;

/** Whose tables are drawn: one of each kind, as all of them would be too long an image. */
const DRAWN: readonly string[] = ['smoke-test', 'one-connection', 'body-1kb', 'body-100kb', 'list-100', 'cold-start'] satisfies ComparisonName[];

/** The ratios of some tables as bars, with a line from the lowest round to the highest: an SVG image. */
export function chart(figures: Figures): string {
  const isDrawn = ({ name }: { readonly name: string }) => DRAWN.includes(name);
  const groups = [...figures.loads.filter(isDrawn).map(loadGroup), ...figures.starts.filter(isDrawn).map(startGroup)].filter(({ bars }) => bars.length > 0);
  const parts: string[] = [];
  let top = MARGIN;
  for (const group of groups) {
    parts.push(draw(group, top));
    top += HEADING + group.bars.length * ROW + GAP;
  }
  const height = top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Throughput, latency and starts as ratios">`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const MEASURES = {
  throughput: 'Throughput, *; more is better',
  p50: 'Median latency, *; less is better',
  CPU: 'Processor time of a request, *; less is better',
} as const;

function loadGroup({ title, base, ratio, rows }: LoadTable): Group {
  const measured = rows.filter(isMeasured);
  const baseRow = measured.find(({ name }) => name === base);
  const figuresOf = (row: LoadRow) => comparedFigures(ratio, row);
  const bars = baseRow === undefined ? [] : measured.map((row) => ({ name: row.name, ...spreadOfRatios(figuresOf(row), figuresOf(baseRow)) }));
  return { title, base: MEASURES[ratio].replace('*', () => `${base} = 1`), bars };
}

function startGroup({ title, base, rows }: StartTable): Group {
  const measured = rows.filter(isMeasured);
  const baseRow = measured.find(({ name }) => name === base);
  const bars = baseRow === undefined ? [] : measured.map((row) => ({ name: row.name, ...spreadOfRatios(row.cpuMs, baseRow.cpuMs) }));
  return { title, base: `Processor time until the first response, ${base} = 1; less is better`, bars };
}

function draw({ title, base, bars }: Group, top: number): string {
  const left = MARGIN + NAME_WIDTH;
  const perUnit = (WIDTH - left - VALUE_WIDTH - MARGIN) / Math.max(1, ...bars.map(({ highest }) => highest));
  const x = (ratio: number) => (left + ratio * perUnit).toFixed(1);
  const rowsTop = top + HEADING;
  const lines = bars.flatMap(({ name, median, lowest, highest }, index) => {
    const y = rowsTop + index * ROW;
    const middle = y + ROW / 2 - 3;
    const own = /petsage/i.test(name) ? ' own' : '';
    return [
      `  <text x="${left - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>`,
      `  <rect class="bar${own}" x="${left}" y="${y}" width="${(median * perUnit).toFixed(1)}" height="${ROW - 7}" rx="2"/>`,
      `  <line class="reach" x1="${x(lowest)}" x2="${x(highest)}" y1="${middle}" y2="${middle}"/>`,
      `  <text x="${(Number(x(Math.max(median, highest))) + 8).toFixed(1)}" y="${middle + 4}">${median.toFixed(2)}</text>`,
    ];
  });
  return [
    `  <text class="title" x="${MARGIN}" y="${top + 14}">${escapeXml(title)}</text>`,
    `  <text class="note" x="${MARGIN}" y="${top + 34}">${escapeXml(base)}</text>`,
    `  <line class="one" x1="${x(1)}" x2="${x(1)}" y1="${rowsTop - 6}" y2="${rowsTop + bars.length * ROW}"/>`,
    ...lines,
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
