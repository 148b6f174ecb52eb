/** The order of faults: name to the names that must have ended before. */
export type Order = Readonly<Record<string, readonly string[]>>;

/** A circle in the order, as the names along it; `undefined` when there is none. */
export function circleIn(order: Order): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): readonly string[] | undefined => {
    const seen = trail.indexOf(name);
    if (seen >= 0) return [...trail.slice(seen), name];
    if (done.has(name)) return undefined;
    for (const before of order[name] ?? []) {
      const circle = visit(before, [...trail, name]);
      if (circle) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(order)) {
    const circle = visit(name, []);
    if (circle) return circle;
  }
  return undefined;
}

/** How long the whole order takes, each name lasting its own time. The order has no circle. */
export function lengthOf(order: Order, lasts: (name: string) => number): number {
  const ends = new Map<string, number>();
  const end = (name: string): number => {
    const known = ends.get(name);
    if (known !== undefined) return known;
    const start = Math.max(0, ...(order[name] ?? []).map(end));
    const value = start + lasts(name);
    ends.set(name, value);
    return value;
  };
  return Math.max(0, ...Object.keys(order).map(end));
}

/** The largest number of names that may run at the same time: the largest set in which none waits for another (Dilworth, by matching). */
export function widthOf(order: Order): number {
  const names = Object.keys(order);
  const before = new Map(names.map((name) => [name, reach(order, name)]));
  const matchOf = new Map<string, string>();
  const tryMatch = (name: string, tried: Set<string>): boolean => {
    for (const other of before.get(name) ?? []) {
      if (tried.has(other)) continue;
      tried.add(other);
      const taken = matchOf.get(other);
      if (taken === undefined || tryMatch(taken, tried)) {
        matchOf.set(other, name);
        return true;
      }
    }
    return false;
  };
  return names.length - names.filter((name) => tryMatch(name, new Set())).length;
}

function reach(order: Order, from: string): Set<string> {
  const found = new Set<string>();
  const queue = [...(order[from] ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || !Object.hasOwn(order, next)) continue;
    found.add(next);
    queue.push(...(order[next] ?? []));
  }
  return found;
}
