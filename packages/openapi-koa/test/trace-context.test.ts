import { traceIdOf } from '../src/http/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const cases: { name: string; header: string | undefined; want: string | undefined }[] = [
  { name: 'no header', header: undefined, want: undefined },
  { name: 'a valid header', header: `00-${TRACE}-${PARENT}-01`, want: TRACE },
  { name: 'flags that are unknown', header: `00-${TRACE}-${PARENT}-ff`, want: TRACE },
  { name: 'a later version', header: `01-${TRACE}-${PARENT}-01`, want: TRACE },
  { name: 'a later version with more', header: `cc-${TRACE}-${PARENT}-01-what-comes`, want: TRACE },
  { name: 'version 00 with more', header: `00-${TRACE}-${PARENT}-01-what`, want: undefined },
  { name: 'more without a dash', header: `01-${TRACE}-${PARENT}-01.what`, want: undefined },
  { name: 'the invalid version ff', header: `ff-${TRACE}-${PARENT}-01`, want: undefined },
  { name: 'a trace id of zeros', header: `00-${'0'.repeat(32)}-${PARENT}-01`, want: undefined },
  { name: 'a parent id of zeros', header: `00-${TRACE}-${'0'.repeat(16)}-01`, want: undefined },
  { name: 'upper case', header: `00-${TRACE.toUpperCase()}-${PARENT}-01`, want: undefined },
  { name: 'a short trace id', header: `00-${TRACE.slice(1)}-${PARENT}-01`, want: undefined },
  { name: 'several headers, which Node.js joins', header: `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`, want: undefined },
  { name: 'an attempt to write into the log', header: `00-${TRACE}-${PARENT}-01\u2028{}`, want: undefined },
];
test.each(cases)('the trace id of $name', ({ header, want }) => {
  expect(traceIdOf(header)).toBe(want);
});
