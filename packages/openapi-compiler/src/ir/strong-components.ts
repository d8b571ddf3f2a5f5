/**
 * The strongly connected components of a graph: in each, every node leads to every other one. Those that others lead to come first.
 *
 * By Tarjan's algorithm, without recursion: chains may be longer than any stack.
 *
 * @param nextOf the nodes that one leads to
 */
export function strongComponents<Node>(nodes: Iterable<Node>, nextOf: (node: Node) => Iterable<Node>): Node[][] {
  const components: Node[][] = [];
  const indexes = new Map<Node, number>();
  const lowest = new Map<Node, number>();
  const open: Node[] = [];
  const isOpen = new Set<Node>();
  const enter = (node: Node) => {
    indexes.set(node, indexes.size);
    lowest.set(node, indexes.get(node) as number);
    open.push(node);
    isOpen.add(node);
    return { node, next: nextOf(node)[Symbol.iterator]() };
  };
  const lower = (node: Node, index: number) => void lowest.set(node, Math.min(lowest.get(node) as number, index));
  for (const start of nodes) {
    if (indexes.has(start)) continue;
    const path = [enter(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { node } = at;
      const { done, value: target } = at.next.next();
      if (done !== true) {
        if (!indexes.has(target)) path.push(enter(target));
        else if (isOpen.has(target)) lower(node, indexes.get(target) as number);
        continue;
      }
      path.pop();
      const around = path.at(-1);
      if (around !== undefined) lower(around.node, lowest.get(node) as number);
      if (lowest.get(node) !== indexes.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const each of component) isOpen.delete(each);
      components.push(component);
    }
  }
  return components;
}
