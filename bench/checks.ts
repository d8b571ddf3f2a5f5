import type { Contestant } from './contestants.ts';
import type { Exchange } from './exchange.ts';
import type { CheckRow, ChecksTable, Unavailable } from './figures.ts';
import type { LoadPlan } from './measure.ts';
import { type Response, send, startServer } from './server-process.ts';

/** A pet that every server sends back. */
export const checkedPet: Exchange = {
  path: '/api/v1/checks?limit=3',
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: () => sent({}),
  fault: (body) => ((body as { weightKg?: unknown } | undefined)?.weightKg === 4 ? undefined : 'it is not the pet'),
};

/** A request with one thing wrong, or to which the handler gives a wrong response, as it does to the names below. */
interface Wrong {
  readonly exchange: Exchange;
  /** Whether the server refused it, or at least let nothing wrong through to the client. */
  readonly isChecked: (response: Response) => boolean;
}

const isRefused: Wrong['isChecked'] = ({ status }) => status >= 400 && status < 500;

const WRONG: Readonly<Record<string, Wrong>> = {
  'request body': { exchange: { ...checkedPet, body: () => sent({ name: undefined }) }, isChecked: isRefused },
  query: { exchange: { ...checkedPet, path: '/api/v1/checks?limit=many' }, isChecked: isRefused },
  'format in a request': { exchange: { ...checkedPet, body: () => sent({ bornOn: 'yesterday' }) }, isChecked: isRefused },
  response: {
    exchange: { ...checkedPet, body: () => sent({ name: 'wrong response' }) },
    isChecked: ({ status, text }) => status >= 400 || Number(petIn(text).weightKg) >= 0,
  },
  'format in a response': {
    exchange: { ...checkedPet, body: () => sent({ name: 'wrong format' }) },
    isChecked: ({ status, text }) => status >= 400 || /^\d{4}-\d\d-\d\d$/.test(String(petIn(text).bornOn)),
  },
};

export const CHECKS = Object.keys(WRONG);

function petIn(text: string): { readonly weightKg?: unknown; readonly bornOn?: unknown } {
  return JSON.parse(text) as object;
}

function sent(changed: object): Buffer {
  return Buffer.from(JSON.stringify({ name: 'Minka', bornOn: '2020-02-29', ...changed }));
}

/** Sends each server what is wrong, and looks at what comes back. */
export async function observeChecks(contestants: readonly Contestant[], { obstacle, progress }: Pick<LoadPlan, 'obstacle' | 'progress'>): Promise<ChecksTable> {
  const rows: (CheckRow | Unavailable)[] = [];
  for (const contestant of contestants) {
    const { name } = contestant;
    try {
      const reason = obstacle(contestant);
      if (reason !== undefined) throw new Error(reason);
      rows.push({ name, checks: await checksOf(contestant) });
    } catch (error) {
      rows.push({ name, unavailable: (error as Error).message });
      progress(`checks: ${name}: ${(error as Error).message}`);
    }
  }
  progress('checks: all servers');
  return { title: 'Who checks what', columns: CHECKS, rows };
}

async function checksOf({ command, exchange }: Contestant): Promise<string[]> {
  const server = await startServer(command, exchange, { probed: false });
  try {
    const checks: string[] = [];
    for (const [name, { exchange: wrong, isChecked }] of Object.entries(WRONG)) if (isChecked(await send(server.origin, wrong))) checks.push(name);
    return checks;
  } finally {
    await server.stop();
  }
}
