import { methodAndTargetRows } from './routing/methods-and-targets.ts';
import { multiSegmentRows } from './routing/multi-segment.ts';
import { precedenceRows } from './routing/precedence.ts';
import type { RoutingRow } from './routing/row.ts';
import { spellingRows } from './routing/spelling.ts';

/** The routing conformance table, which both routers are held to: a difference is a decision, and has its reason beside it. */
export const routingRows: readonly RoutingRow[] = [...precedenceRows, ...spellingRows, ...methodAndTargetRows, ...multiSegmentRows];
