import { startApi } from '../support/api.ts';
import { compileDocument } from '../support/documents.ts';
import { numbers } from '../support/numbers.ts';
import { raw } from '../support/raw.ts';
import { bytes, petsRows } from './http-table.ts';
import { petsHandlers } from './pets-handlers.ts';

const MUTANTS_PER_SEED = 8;
const AT_ONCE = 24;
/** Short, so that whatever a mutant leaves open is closed while the test waits. */
const limits = { headerBytes: 16_384, headersTimeoutMs: 200, requestTimeoutMs: 400, keepAliveTimeoutMs: 100 };

const JUNK = [
  '\0',
  '\r\n',
  '\r',
  '\n',
  ' ',
  '\t',
  ':',
  '%',
  '%zz',
  '%00',
  '?',
  '#',
  '/',
  '..',
  '{}',
  '"',
  ',',
  ';',
  '\x7f',
  '\xff',
  'Content-Length: 7\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Host: b\r\n',
  '\r\n\r\n',
  'ä',
  '9'.repeat(40),
  '[',
  '1e999',
  'null',
];

function mutate(text: string, below: (n: number) => number): Buffer {
  let bytes = Buffer.from(text, 'latin1');
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const at = below(bytes.length + 1);
    const cut = below(2) === 0 ? 0 : below(12);
    const put = below(4) === 0 ? bytes.subarray(below(bytes.length), below(bytes.length)) : Buffer.from(JUNK[below(JUNK.length)] as string, 'latin1');
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
  }
  return bytes;
}

test('no damaged request is answered by a 5xx but for an unknown method, and none keeps its connection', async () => {
  const api = await startApi({ tables: compileDocument('pets.yaml'), handlers: petsHandlers, limits });
  const below = numbers(2026);
  const mutants = petsRows.filter((row) => row.want.status < 500).flatMap((row) => Array.from({ length: MUTANTS_PER_SEED }, () => mutate(bytes(row), below)));
  const bad: string[] = [];
  let answered = 0;
  const worker = async () => {
    for (let mutant = mutants.pop(); mutant !== undefined; mutant = mutants.pop()) {
      const { answers, closed } = await raw({ port: api.port, send: [mutant], waitMs: 5000 });
      answered += answers.length;
      if (!closed || answers.some(({ status }) => status >= 500 && status !== 501))
        bad.push(`${closed} ${answers.map(({ status }) => status)} ${JSON.stringify(mutant.toString('latin1').slice(0, 400))}`);
    }
  };
  const total = mutants.length;
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await api.close();
  expect(bad).toEqual([]);
  expect(answered).toBeGreaterThan(total / 2);
}, 60_000);
