import type { Fault } from "../../faults";
import { hasHole, isLater, type Problem, problemsError, type Text } from "../../words";
import { meansTheSame } from "./meaning";

/**
 * The same fault with parameters spelled as some file has them, for example JSON with its keys in another order, so that a template can be exported
 * as it was. Parameters that the fault's function did not set are added. A text that means something else than what the function made of its options is
 * refused: one of the two was changed and the other forgotten.
 */
export function asWritten(fault: Fault, parameters: Readonly<Record<string, Text>>): Fault {
  const problems = Object.entries(parameters).flatMap(([name, text]): readonly Problem[] => {
    const made = textOf(fault.parameters[name]);
    if (made === undefined || typeof text !== "string" || hasHole(text) || hasHole(made) || meansTheSame(made, text)) return [];
    return [
      {
        code: "another-meaning",
        path: name,
        message: `the text of ${fault.actionId} says something else than its options, which give ${made}`,
        given: text,
        remedy: `Leave "${name}" out of asWritten to take what the options say.`,
      },
    ];
  });
  if (problems.length > 0) throw problemsError(`asWritten for ${fault.actionId}`, problems);
  return { ...fault, parameters: { ...fault.parameters, ...parameters } };
}

/** `undefined` for what is not given, or known only later. */
function textOf(value: Fault["parameters"][string] | undefined): string | undefined {
  if (value === undefined || isLater(value)) return undefined;
  if (typeof value === "string") return value;
  return (value as readonly Text[]).every((item) => typeof item === "string") ? (value as readonly string[]).join(",") : undefined;
}
