import { ContractViolation, ResponsePlan, responseKey } from '../../src/contract/response-plan.ts';

const table = {
  headers: [
    { name: 'A', required: false, explode: false },
    { name: 'B', required: true, explode: false },
  ],
  content: ['application/json', 'text/csv'],
};

/** Counts how often it is asked, and wants B. */
function plan() {
  const asked: unknown[] = [];
  const headers = (value: unknown) => {
    asked.push(value);
    return Object.hasOwn(value as object, 'b');
  };
  return { asked, plan: new ResponsePlan(200, table, { headers }) };
}

test('the same fields are validated once', () => {
  const { asked, plan: same } = plan();
  const reply = () => ({ status: 200, headers: { A: 1, B: 'x' }, body: {} });
  expect(same.answer(reply())).toEqual(same.answer(reply()));
  expect(asked).toHaveLength(1);
});

const others: { name: string; headers: Record<string, unknown>; type?: string; want: string[] | 'violation' }[] = [
  { name: 'another value', headers: { A: 2, B: 'x' }, want: ['A', '2', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'a field less', headers: { B: 'x' }, want: ['B', 'x', 'Content-Type', 'application/json'] },
  { name: 'the last field less', headers: { A: 1 }, want: 'violation' },
  { name: 'a field more', headers: { A: 1, B: 'x', C: 1 }, want: ['A', '1', 'B', 'x', 'C', '1', 'Content-Type', 'application/json'] },
  { name: 'a value of another type', headers: { A: '1', B: 'x' }, want: ['A', '1', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'a list', headers: { A: [1, 2], B: 'x' }, want: ['A', '1, 2', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'an absent value', headers: { A: undefined, B: 'x' }, want: ['B', 'x', 'Content-Type', 'application/json'] },
];

test.each(others)('$name is validated anew', ({ headers, want }) => {
  const { asked, plan: other } = plan();
  other.answer({ status: 200, headers: { A: 1, B: 'x' }, body: {} });
  const act = () => other.answer({ status: 200, headers, body: {} });
  if (want === 'violation') expect(act).toThrow(ContractViolation);
  else expect(act().headers).toEqual(want);
  expect(asked).toHaveLength(2);
});

test('another media type has its own Content-Type', () => {
  const { plan: typed } = plan();
  const headers = { B: 'x' };
  expect(typed.answer({ status: 200, headers, body: {} }).headers).toContain('application/json');
  expect(typed.answer({ status: 200, headers, type: 'text/csv', body: 'a' }).headers).toContain('text/csv; charset=utf-8');
  expect(typed.answer({ status: 200, headers, type: 'text/csv; charset=utf-16', body: 'a' }).headers).toContain('text/csv; charset=utf-16');
  expect(() => typed.answer({ status: 200, headers, type: 'text/html', body: 'a' })).toThrow(
    'has the media type text/html, and the document declares application/json, text/csv',
  );
});

const keys: { declared: string[]; status: number; want: string | undefined }[] = [
  { declared: ['200', 'default'], status: 200, want: '200' },
  { declared: ['200', '4XX', 'default'], status: 404, want: '4XX' },
  { declared: ['200', '4XX', '404'], status: 404, want: '404' },
  { declared: ['200', 'default'], status: 503, want: 'default' },
  { declared: ['200', 'default'], status: 201, want: undefined },
  { declared: ['200', 'default'], status: 302, want: undefined },
  { declared: ['2XX', 'default'], status: 204, want: '2XX' },
  { declared: ['default'], status: 201, want: 'default' },
  { declared: ['200'], status: 404, want: undefined },
  { declared: ['default'], status: 99, want: undefined },
  { declared: ['default'], status: 600, want: undefined },
];

test.each(keys)('of $declared, $want declares $status', ({ declared, status, want }) => {
  expect(responseKey(Object.fromEntries(declared.map((key) => [key, { headers: [], content: [] }])), status)).toBe(want);
});
