import { chart } from '../../bench/chart.ts';
import type { Figures } from '../../bench/figures.ts';
import { BEGIN, END, replaceFigures } from '../../bench/readme.ts';
import { median, spreadOfRatios, turns } from '../../bench/statistics.ts';
import { markdown } from '../../bench/tables.ts';

const figures: Figures = {
  date: '2026-01-15',
  machine: 'a machine, 2 cores',
  client: 'wrk 4',
  versions: { Node: '24.0.0', Koa: '3.0.0' },
  rounds: 3,
  seconds: 2,
  settle: 10,
  minutes: 23,
  loads: [
    {
      name: 'smoke-test',
      title: 'One operation',
      base: 'Koa',
      connections: 64,
      ratio: 'throughput',
      rows: [
        { name: 'Koa', perSecond: [100, 200, 400], p50Us: [9, 8, 7], cpuUs: [10, 10, 10], residentKib: 1024, peakKib: 4096, heapKib: 512 },
        { name: 'PetSage <API> & more', perSecond: [200, 300, 800], p50Us: [9, 8, 7], cpuUs: [4, 5, 6], residentKib: 2048, peakKib: 3072, heapKib: 1024 },
        { name: 'a peer', unavailable: 'it responds with 500 | and more' },
      ],
    },
    {
      name: 'one-connection',
      title: 'One by one',
      base: 'Koa',
      connections: 1,
      ratio: 'p50',
      rows: [
        { name: 'Koa', perSecond: [10, 10, 10], p50Us: [100, 200, 400], cpuUs: [10, 10, 10], stallMs: [3, 70, 5], residentKib: 1024, peakKib: 1024 },
        { name: 'PetSage', perSecond: [10, 10, 10], p50Us: [50, 200, 400], cpuUs: [10, 10, 10], stallMs: [1, 2, 3], residentKib: 1024, peakKib: 1024 },
      ],
    },
  ],
  checks: [
    {
      title: 'Who checks what',
      columns: ['request body', 'response'],
      rows: [
        { name: 'PetSage', checks: ['response', 'request body'] },
        { name: 'Koa', checks: [] },
        { name: 'a peer', unavailable: 'it has ended' },
      ],
    },
  ],
  starts: [
    {
      name: 'cold-start',
      title: 'Cold start',
      base: 'Koa',
      rows: [
        { name: 'Koa', startMs: [100, 100], cpuMs: [50, 100], residentKib: [1024, 1024] },
        { name: 'PetSage API', startMs: [120, 130], cpuMs: [60, 130], residentKib: [1024, 3072] },
      ],
    },
  ],
};

describe('statistics', () => {
  test.each([
    { given: [3], want: 3 },
    { given: [9, 1, 5], want: 5 },
    { given: [4, 1, 2, 9], want: 3 },
    { given: [], want: Number.NaN },
  ])('the median of $given is $want', ({ given, want }) => {
    expect(median(given)).toBe(want);
  });

  test('ratios are taken round by round, not of the medians', () => {
    expect(spreadOfRatios([200, 300, 800], [100, 200, 400])).toEqual({ median: 2, lowest: 1.5, highest: 2 });
  });

  test('each server is first once in as many rounds as there are servers', () => {
    expect([0, 1, 2].map((round) => turns(3, round))).toEqual([
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
    ]);
  });
});

describe('the operations', () => {
  const lines = markdown(figures).split('\n');

  test.each([
    {
      name: 'how it was measured',
      want: 'Measured on 2026-01-15 on a machine, 2 cores. Client: wrk 4. Each table: at least 3 rounds of at least 2 s, in which the servers take turns; memory 10 s after the last. All of it took 23 minutes.',
    },
    { name: 'the versions', want: 'Node 24.0.0, Koa 3.0.0.' },
    { name: 'the base as 1.00', want: '| Koa | 1.00 | 1.00 to 1.00 | 200 | 10.0 | 1 | 4 | 1 |' },
    { name: 'ratios with their spread', want: '| PetSage <API> & more | 2.00 | 1.50 to 2.00 | 300 | 5.0 | 2 | 3 | 1 |' },
    { name: 'how many connections there were', want: '### One by one (1 connection)' },
    {
      name: 'latency instead of throughput, and stalls of the median and the worst round',
      want: '| PetSage | 1.00 | 0.50 to 1.00 | 200 | 10.0 | 2 (3) | 1 | 1 |  |',
    },
    { name: 'why a server has no figures', want: '| a peer | not measured: it responds with 500 \\| and more |  |  |  |  |  |  |' },
    { name: 'who checks everything', want: '| PetSage | yes | yes |' },
    { name: 'who checks nothing', want: '| Koa | no | no |' },
    { name: 'whose checks are not known', want: '| a peer | not measured: it has ended |  |' },
    { name: 'cold start and memory', want: '| PetSage API | 1.25 | 1.20 to 1.30 | 95 | 125 | 2.00 | 2 |' },
  ])('say $name', ({ want }) => {
    expect(lines).toContain(want);
  });
});

describe('the chart', () => {
  const svg = chart(figures);

  test('has a bar for each measured server, and the ratio beside it', () => {
    expect(svg.match(/class="bar/g)).toHaveLength(6);
    expect(svg).toContain('2.00');
    expect(svg).not.toContain('a peer');
  });

  test('has no table that would make it too long', () => {
    const [load] = figures.loads;
    expect(chart({ ...figures, loads: [{ ...(load as Figures['loads'][number]), name: 'query-10' }] }).match(/class="bar/g)).toHaveLength(2);
  });

  test('marks what is our own', () => {
    expect(svg.match(/class="bar own"/g)).toHaveLength(3);
  });

  test('writes names as XML', () => {
    expect(svg).toContain('PetSage &lt;API&gt; &amp; more');
  });
});

describe('the README', () => {
  test('gets the figures between its marks, and keeps the rest', () => {
    expect(replaceFigures(`before\n${BEGIN}\nold\n${END}\nafter\n`, 'new\n')).toBe(`before\n${BEGIN}\n\nnew\n\n${END}\nafter\n`);
  });

  test.each([{ given: 'no marks' }, { given: `${END}\n${BEGIN}` }])('without marks in order is refused', ({ given }) => {
    expect(() => replaceFigures(given, 'new')).toThrow(`The README needs the line ${BEGIN}, and after it the line ${END}.`);
  });
});
