import * as pulumi from "@pulumi/pulumi";
import { type Problem, problemsError } from "../../words";

/** Throws everything that is wrong at once. `further` is what a check found that had to do without what was refused before: nothing is said twice of one place. */
export function refuse(what: string, problems: readonly Problem[], further: readonly Problem[]): never {
  const said = problems.map(({ path }) => path);
  const news = further.filter(({ path }) => !said.some((place) => isWithin(place, path) || isWithin(path, place)));
  // Pulumi shows a RunError by its message alone: the problems name their places, a stack trace would bury them.
  throw Object.assign(problemsError(what, [...problems, ...news]), new pulumi.RunError());
}

function isWithin(place: string, whole: string): boolean {
  return place === whole || (place.startsWith(whole) && [".", "["].includes(place.charAt(whole.length)));
}
