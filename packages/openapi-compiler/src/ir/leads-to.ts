/** What is known of nodes. A `WeakMap` for what is asked of any document, so that none is kept. */
interface Known<Node> {
  get(node: Node): boolean | undefined;
  set(node: Node, value: boolean): unknown;
}

/**
 * Returns a function that checks whether a node of a graph is of some kind, or leads to one that is. It looks at each node once, however
 * often it is called, and without recursion.
 */
export function leadsTo<Node>(is: (node: Node) => boolean, nextOf: (node: Node) => Iterable<Node>, known: Known<Node> = new Map()): (node: Node) => boolean {
  return (start) => {
    const before = known.get(start);
    if (before !== undefined) return before;
    const around = new Map<Node, Node[]>();
    const found: Node[] = [];
    const seen = new Set([start]);
    // A set is iterated over what is added meanwhile, too.
    for (const node of seen) {
      if (is(node)) {
        known.set(node, true);
        found.push(node);
        continue;
      }
      for (const target of nextOf(node)) {
        const verdict = known.get(target);
        if (verdict === true) {
          known.set(node, true);
          found.push(node);
          break;
        }
        if (verdict === false) continue;
        seen.add(target);
        const places = around.get(target);
        if (places === undefined) around.set(target, [node]);
        else places.push(node);
      }
    }
    for (const node of found)
      for (const outer of around.get(node) ?? [])
        if (known.get(outer) !== true) {
          known.set(outer, true);
          found.push(outer);
        }
    for (const node of seen) if (known.get(node) !== true) known.set(node, false);
    return known.get(start) === true;
  };
}
