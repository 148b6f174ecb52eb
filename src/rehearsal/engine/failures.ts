import { relative } from "node:path";
import { EXIT, FaultlineError, isFaultlineError, messageOf } from "../../words";
import type { PropertyFailure } from "../contract";
import type { Place } from "./registration";

/** `stacks/index.ts:12:5`, relative to the folder people see. */
export function formatPlace(place: Place | undefined, root: string): string {
  if (!place) return "";
  const path = relative(root, place.file);
  return `${path.startsWith("..") ? place.file : path}:${place.line}:${place.column}`;
}

function at(place: Place | undefined, root: string): string {
  const text = formatPlace(place, root);
  return text ? ` at ${text}` : "";
}

interface About {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly place?: Place;
}

/** Inputs that the provider refuses, all of them at once. */
export function refusedInputs(about: About, failures: readonly PropertyFailure[], root: string): FaultlineError {
  const lines = failures.map((failure) => `  ${failure.property || "(resource)"}: ${failure.reason}`);
  return new FaultlineError(
    "resource-refused",
    `${about.type} "${about.name}"${at(about.place, root)} cannot be made:\n${lines.join("\n")}`,
    {
      exitCode: EXIT.usage,
      remedy: "Change these properties in the program and try again.",
      facts: { urn: about.urn, failures, place: about.place },
    },
  );
}

/** A step that the provider or the API behind it failed. */
export function failedStep(verb: "create" | "read" | "delete", about: About, thrown: unknown, root: string): FaultlineError {
  const code = (thrown as { name?: unknown } | undefined)?.name;
  const named = typeof code === "string" && code !== "Error" && code !== "FaultlineError" ? `${code}: ` : "";
  return new FaultlineError(
    "resource-failed",
    `cannot ${verb} ${about.type} "${about.name}"${at(about.place, root)}: ${named}${messageOf(thrown)}`,
    {
      exitCode: isFaultlineError(thrown) ? thrown.details.exitCode : EXIT.errored,
      remedy: isFaultlineError(thrown)
        ? thrown.details.remedy
        : "Read the service's message above; the resource's inputs or what it depends on do not fit.",
      facts: { urn: about.urn, place: about.place },
      cause: thrown,
    },
  );
}

export function duplicateUrn(about: About, root: string): FaultlineError {
  return new FaultlineError("duplicate-urn", `Duplicate resource URN '${about.urn}'; try giving it a unique name${at(about.place, root)}`, {
    exitCode: EXIT.usage,
    remedy: `Two resources of type ${about.type} are called "${about.name}" under the same parent: rename one of them.`,
    facts: { urn: about.urn, place: about.place },
  });
}

/** Something of Pulumi that the rehearsal engine does not do. */
export function unsupported(what: string, remedy: string, facts: Readonly<Record<string, unknown>> = {}): FaultlineError {
  return new FaultlineError("not-rehearsable", `${what} cannot be rehearsed`, { exitCode: EXIT.usage, remedy, facts });
}
