/**
 * Every cycle among the nodes, each once, as the nodes it runs through. Tarjan's strongly connected components: a
 * component of two or more, or a node with an edge to itself, is a cycle.
 */
export function findCycles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];

  const visit = (node: string): number => {
    const mine = index.size;
    index.set(node, mine);
    low.set(node, mine);
    stack.push(node);
    onStack.add(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) low.set(node, Math.min(low.get(node) ?? mine, visit(next)));
      else if (onStack.has(next))
        low.set(node, Math.min(low.get(node) ?? mine, index.get(next) ?? mine));
    }
    const lowest = low.get(node) ?? mine;
    if (lowest === mine) {
      const component = stack.splice(stack.indexOf(node));
      for (const member of component) onStack.delete(member);
      if (component.length > 1 || edges.get(node)?.has(node)) cycles.push(component);
    }
    return lowest;
  };

  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return cycles;
}
