/**
 * A queue in front of FIS's quota of active experiments, one for each account and Region. Teams take turns, whoever has asked for more; within a
 * team the oldest goes first. Plain data: what comes out depends on nothing else.
 */
export interface Queue {
  readonly waiting: readonly Waiting[];
  /** The turn of each team that waits or has waited: its number of the last admission, or the one current when it came. */
  readonly turns: Readonly<Record<string, number>>;
  /** How many were admitted so far. */
  readonly admitted: number;
}

export interface Waiting {
  readonly id: string;
  readonly team: string;
  /** When it was asked for, in milliseconds. */
  readonly since: number;
}

export interface Admission {
  /** In the order of their turns. */
  readonly admitted: readonly Waiting[];
  readonly queue: Queue;
}

export const EMPTY_QUEUE: Queue = { waiting: [], turns: {}, admitted: 0 };

/** The queue with one more. An id that waits already is not taken twice. A team that comes new stands behind those that wait. */
export function enqueue(queue: Queue, request: Waiting): Queue {
  if (queue.waiting.some(({ id }) => id === request.id)) return queue;
  const isNew = !queue.waiting.some(({ team }) => team === request.team);
  const turn = Math.max(queue.turns[request.team] ?? 0, isNew ? queue.admitted : 0);
  return { ...queue, waiting: [...queue.waiting, request], turns: { ...queue.turns, [request.team]: turn } };
}

/** The queue without one that does not want any more. */
export function withdraw(queue: Queue, id: string): Queue {
  return { ...queue, waiting: queue.waiting.filter((request) => request.id !== id) };
}

/** Admits as many as there is room for beside those that are active. Nobody while the number of active ones is not known. */
export function admit(queue: Queue, active: number | "unknown", limit: number): Admission {
  let rest = queue;
  const admitted: Waiting[] = [];
  while (active !== "unknown" && active + admitted.length < limit) {
    const next = nextOf(rest);
    if (!next) break;
    admitted.push(next);
    const turn = rest.admitted + 1;
    rest = { ...withdraw(rest, next.id), turns: { ...rest.turns, [next.team]: turn }, admitted: turn };
  }
  // A team without requests needs no memory: when it comes again it stands behind those that wait.
  const teams = new Set(rest.waiting.map(({ team }) => team));
  const turns = Object.fromEntries(Object.entries(rest.turns).filter(([team]) => teams.has(team)));
  return { admitted, queue: { ...rest, turns } };
}

function nextOf({ waiting, turns }: Queue): Waiting | undefined {
  const turn = ({ team }: Waiting) => turns[team] ?? 0;
  return [...waiting].sort((a, b) => turn(a) - turn(b) || a.since - b.since || (a.id < b.id ? -1 : 1))[0];
}
