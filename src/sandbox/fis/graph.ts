/** Action name → names that must be through before it starts. */
export type Graph = Readonly<Record<string, readonly string[]>>;

/** One circle in the graph, as the names along it, or `undefined`. */
export function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const before of graph[name] ?? []) {
      const cycle = visit(before, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(graph)) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/**
 * How many actions can run at one time at most: the largest set in which none waits for another. By Dilworth's
 * theorem that is the number of actions less a maximum matching over "comes before".
 */
export function maxParallel(graph: Graph): number {
  const names = Object.keys(graph);
  const earlier = new Map<string, Set<string>>();
  const allBefore = (name: string): Set<string> => {
    const known = earlier.get(name);
    if (known) return known;
    const found = new Set<string>();
    earlier.set(name, found);
    for (const before of graph[name] ?? []) {
      found.add(before);
      for (const further of allBefore(before)) found.add(further);
    }
    return found;
  };
  const matchOf = new Map<string, string>();
  const augment = (name: string, seen: Set<string>): boolean => {
    for (const before of allBefore(name)) {
      if (seen.has(before)) continue;
      seen.add(before);
      const holder = matchOf.get(before);
      if (holder === undefined || augment(holder, seen)) {
        matchOf.set(before, name);
        return true;
      }
    }
    return false;
  };
  return names.length - names.filter((name) => augment(name, new Set())).length;
}
