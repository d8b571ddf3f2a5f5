import type { Place } from '../schemas/side.ts';

/** What a difference between two documents breaks: one kind of clients, or one response of them. */
export type Clients =
  | { readonly of: 'requests' | 'calls'; readonly operation: string }
  | { readonly of: 'responses'; readonly operation: string; readonly status: string }
  | { readonly of: 'webhook requests' | 'webhook responses'; readonly operation: string }
  | { readonly of: 'generated code' | 'any operation' };

/** A difference, wherever it is used. */
export interface Difference {
  /** The rule. */
  readonly id: string;
  readonly message: string;
  readonly at: Place;
}

/** A difference that breaks clients. */
export interface Break extends Difference {
  /** Groups of clients, each once: those that send requests first, then those that read responses. */
  readonly affected: readonly string[];
}

const ORDER: readonly Clients['of'][] = ['requests', 'responses', 'webhook requests', 'webhook responses', 'calls', 'generated code', 'any operation'];

/** Collects what breaks, each difference once with everyone it affects: a schema that operations share changes once. */
export class Breaks {
  readonly #found = new Map<string, { readonly difference: Difference; readonly clients: Clients[] }>();

  add(clients: Clients, ...differences: readonly Difference[]): void {
    for (const difference of differences) {
      const { id, message, at } = difference;
      const key = JSON.stringify([id, message, at.document, at.pointer]);
      const known = this.#found.get(key) ?? { difference, clients: [] };
      known.clients.push(clients);
      this.#found.set(key, known);
    }
  }

  /** In the order in which they were found. */
  list(): Break[] {
    return [...this.#found.values()].map(({ difference: { id, message, at }, clients }) => ({ id, message, at, affected: sentences(clients) }));
  }
}

function sentences(clients: readonly Clients[]): string[] {
  const sorted = ORDER.flatMap((kind) => clients.filter(({ of }) => of === kind));
  const statuses = new Map<string, string[]>();
  for (const each of sorted) if (each.of === 'responses') statuses.set(each.operation, [...(statuses.get(each.operation) ?? []), each.status]);
  return [...new Set(sorted.map((each) => sentence(each, statuses)))];
}

function sentence(clients: Clients, statuses: ReadonlyMap<string, readonly string[]>): string {
  switch (clients.of) {
    case 'requests':
      return `clients that send requests to ${clients.operation}`;
    case 'responses':
      return `clients that read the responses ${[...new Set(statuses.get(clients.operation))].join(', ')} of ${clients.operation}`;
    case 'webhook requests':
      return `clients that receive ${clients.operation}`;
    case 'webhook responses':
      return `clients that respond to ${clients.operation}`;
    case 'calls':
      return `clients that call ${clients.operation}`;
    case 'generated code':
      return 'code that calls a generated client';
    default:
      return 'clients of any operation';
  }
}
