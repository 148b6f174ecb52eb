import type { Entry, RunEvent } from "./events";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** An entry whose event is of one type. */
export type EntryOf<T extends RunEvent["type"]> = Omit<Entry, "event"> & { readonly event: EventOf<T> };

/** The entries of one type, in order. */
export function entriesOf<T extends RunEvent["type"]>(entries: readonly Entry[], type: T): readonly EntryOf<T>[] {
  return entries.filter((entry): entry is Entry & EntryOf<T> => entry.event.type === type);
}

/** The first entry of a type, or `undefined`. */
export function firstOf<T extends RunEvent["type"]>(entries: readonly Entry[], type: T): EntryOf<T> | undefined {
  return entries.find((entry): entry is Entry & EntryOf<T> => entry.event.type === type);
}

/** The last entry of a type, or `undefined`. */
export function lastOf<T extends RunEvent["type"]>(entries: readonly Entry[], type: T): EntryOf<T> | undefined {
  return entries.findLast((entry): entry is Entry & EntryOf<T> => entry.event.type === type);
}

/** Folds a journal from its beginning: the state after every entry has been taken in. */
export function replay<S>(entries: readonly Entry[], start: S, take: (state: S, entry: Entry) => S): S {
  return entries.reduce(take, start);
}
