import { caseOf } from './cases.ts';
import { faultsOf, isComplete, received } from './check.ts';
import { exchange } from './exchange.ts';
import type { FuzzService } from './service.ts';
import type { Schema } from './values.ts';

/** A run of many faults has said enough. */
const MAX_FAULTS = 20;

/** The connections of a run, one after the other, and what came of them. */
export class Load {
  /** A line or more each, with how to repeat it. */
  readonly faults: string[] = [];
  sent = 0;
  readonly #document: Schema;
  readonly #seed: number;
  readonly #service: FuzzService;
  readonly #statuses = new Map<number, number>();
  readonly #from: number;
  #next: number;

  /** @param from number of the first connection */
  constructor(document: Schema, seed: number, from: number, service: FuzzService) {
    this.#document = document;
    this.#seed = seed;
    this.#service = service;
    this.#from = from;
    this.#next = from;
  }

  /** Opens connections, so many at once, until it is enough, or wrong enough. */
  async run(atOnce: number, isEnough: () => boolean): Promise<void> {
    const worker = async () => {
      while (!isEnough() && this.faults.length < MAX_FAULTS && this.#service.isRunning) await this.#one();
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** What is wrong beside the connections: the service's own reports, or its end. */
  note(): void {
    this.faults.push(...this.#service.takeFaults());
    if (!this.#service.isRunning) this.faults.push('The service has ended.');
  }

  get summary(): string {
    const counts = [...this.#statuses].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`);
    const connections = this.#next - this.#from;
    return `seed ${this.#seed}: ${this.sent} requests on ${connections} connections, ${this.faults.length} faults; responses by status: ${counts.join(', ')}`;
  }

  async #one(): Promise<void> {
    const index = this.#next++;
    const each = caseOf(this.#document, this.#seed, index);
    this.sent += each.messages.length;
    const seen = await exchange(this.#service.port, each, (bytes) => isComplete(each, bytes));
    for (const { status } of received(each, seen.bytes, seen.end === 'closed').final) this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    const wrong = [...faultsOf(each, seen), ...this.#service.takeFaults()];
    if (wrong.length === 0) return;
    const command = `npm run test:fuzz -- --seed ${this.#seed} --from ${index} --requests 1`;
    this.faults.push([`connection ${index} (${each.ending}): ${command}`, ...wrong.map((line) => `  ${line}`)].join('\n'));
  }
}
