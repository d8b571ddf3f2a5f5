import type { Case } from './cases.ts';
import type { Exchanged } from './exchange.ts';
import type { Message } from './message.ts';
import { parseResponses, type Received, type Response } from './responses.ts';

/** The most bytes of a problem that the service makes. */
const MAX_PROBLEM_BYTES = 70_000;
const NEEDED: Readonly<Record<number, RegExp>> = {
  401: /^www-authenticate$/,
  405: /^allow$/,
  415: /^accept(?:-post|-patch|-encoding)?$/,
  503: /^retry-after$/,
};
/** What the parser of HTTP says of bytes that are not a message; it may not know the id of the request. */
const OF_THE_MESSAGE: ReadonlySet<number> = new Set([400, 405, 408, 413, 414, 417, 431, 501]);

/** Parses what came on the connection of a case. */
export function received({ messages, isWellFormed }: Case, bytes: Buffer, isEnded: boolean): Received {
  const heads = new Set(messages.filter(({ method }) => method === 'HEAD').map(({ id }) => id));
  // A damaged request may have lost its id.
  const isHead = (headers: Response['headers'], endsHere: boolean) =>
    isWellFormed ? heads.has(headers['x-request-id']?.[0] ?? '') : endsHere && heads.size > 0;
  return parseResponses(bytes, isHead, isEnded);
}

/** Whether a client that only reads has all that is to come. */
export function isComplete(each: Case, bytes: Buffer): boolean {
  const { final, fault } = received(each, bytes, false);
  return fault !== undefined || final.length >= each.messages.length;
}

/** @returns what is wrong with what a client saw, a line each */
export function faultsOf(each: Case, { bytes, end, isHung }: Exchanged): string[] {
  const got = received(each, bytes, end === 'closed');
  const { final, fault, cut } = got;
  const faults: string[] = [];
  if (isHung) faults.push(`hangs after ${final.length} of ${each.messages.length} responses`);
  if (fault !== undefined) faults.push(`${fault} after ${final.length} responses`);
  if (each.ending === 'aborts') return faults;
  faults.push(...final.flatMap((response, index) => generalFaults(response, index === final.length - 1)));
  if (cut !== undefined && end === 'closed' && !mayBeCut(each, cut)) faults.push(`a response is cut off: ${JSON.stringify(cut)}`);
  if (each.isWellFormed) faults.push(...orderFaults(each, final), ...messageFaults(each, got, end));
  else if (final.some(({ status }) => status >= 500 && status !== 501)) faults.push(`a 5xx: ${final.map(({ status }) => status)}`);
  return faults;
}

/** A response that began before all of its request was read is cut off when the rest turns out to be damaged. */
function mayBeCut({ messages, isWellFormed }: Case, head: string): boolean {
  const message = messages.find(({ id }) => head.includes(`X-Request-Id: ${id}\r\n`));
  return isWellFormed ? message?.mayCut === true : messages.some(({ isEarly }) => isEarly);
}

/** What holds for every response. */
function generalFaults({ status, headers, body }: Response, isLast: boolean): string[] {
  const faults: string[] = [];
  const has = (name: string) => headers[name] !== undefined;
  if (headers['x-request-id']?.length !== 1) faults.push(`${status} without one X-Request-Id`);
  if (headers['x-content-type-options']?.[0] !== 'nosniff') faults.push(`${status} without nosniff`);
  if (!has('date')) faults.push(`${status} without a Date`);
  const needed = NEEDED[status];
  if (needed !== undefined && !Object.keys(headers).some((name) => needed.test(name))) faults.push(`${status} without ${needed}`);
  if (headers['connection']?.includes('close') === true && !isLast) faults.push(`a response after a ${status} that closes the connection`);
  if (status >= 400 && body.length > 0) faults.push(...problemFaults(status, headers, body));
  return faults;
}

function problemFaults(status: number, headers: Response['headers'], body: Buffer): string[] {
  if (headers['content-type']?.[0] !== 'application/problem+json') return [`${status} with the media type ${headers['content-type']}`];
  if (body.length > MAX_PROBLEM_BYTES) return [`${status} with a problem of ${body.length} bytes`];
  try {
    const problem = JSON.parse(body.toString()) as Record<string, unknown>;
    return problem['status'] === status && typeof problem['title'] === 'string' && typeof problem['detail'] === 'string'
      ? []
      : [`${status} with the problem ${body}`];
  } catch {
    return [`${status} with a problem that is not JSON: ${body}`];
  }
}

/** No request has two responses, and none overtakes another. */
function orderFaults(each: Case, final: readonly Response[]): string[] {
  const numbers = new Map(each.messages.map(({ id }, index) => [id, index]));
  const ids = final.flatMap(({ headers }) => headers['x-request-id'] ?? []).filter((id) => numbers.has(id));
  const inOrder = ids.every((id, index) => index === 0 || (numbers.get(id) as number) > (numbers.get(ids[index - 1] as string) as number));
  return inOrder ? [] : [`responses out of order: ${ids}`];
}

/** Every message of a connection that stays in step has its own response, until one ends the connection. */
function messageFaults({ messages }: Case, { final, interim, cut }: Received, end: Exchanged['end']): string[] {
  const faults: string[] = [];
  let isOver = false;
  for (const [index, message] of messages.entries()) {
    const response = final[index];
    if (isOver) break;
    if (response === undefined) {
      // Closing a connection on which more arrives resets it, and the reset may overtake responses (RFC 9112 section 9.6).
      const isReset = end === 'reset' && messages.slice(0, -1).some(({ mayClose }) => mayClose);
      if (!isReset && !(message.mayCut && cut !== undefined)) faults.push(`${nameOf(message)} has no response`);
      break;
    }
    const fault = messageFault(message, response);
    if (fault !== undefined) faults.push(`${nameOf(message)}: ${fault}`);
    isOver = response.headers['connection']?.includes('close') === true;
    if (isOver && !message.mayClose) faults.push(`${nameOf(message)} ends the connection with ${response.status} ${response.body.toString().slice(0, 200)}`);
  }
  const continues = interim.filter(({ status }) => status === 100).length;
  if (continues > messages.filter(({ expectsContinue }) => expectsContinue).length) faults.push(`${continues} times 100 Continue`);
  return faults;
}

function messageFault(message: Message, response: Response): string | undefined {
  const { status, headers } = response;
  const id = headers['x-request-id']?.[0];
  if (id !== message.id && !(message.mayClose && OF_THE_MESSAGE.has(status))) return `a response with the id ${id}`;
  if (status >= 500 && status !== 501 && !message.isFaulty) return `${status} ${response.body}`;
  return message.check(response);
}

function nameOf({ id, bytes }: Message): string {
  return `${id} (${bytes.toString('latin1', 0, bytes.indexOf('\r\n')).slice(0, 120)})`;
}
