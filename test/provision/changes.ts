/** A step of a preview, by our own engine or by Pulumi's. */
export interface ToldStep {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** Properties that differ. */
  readonly diffs: readonly string[];
}

/** Pulumi's engine replaces in three steps, of which one is told. */
const UNTOLD = ["same", "create-replacement", "delete-replaced"];

/** The steps of a change as they are recorded, by the names of resources, which begin with that of their experiment or orchestrator. */
export function toldOf(steps: readonly ToldStep[]): readonly string[] {
  return steps
    .filter(({ op, type }) => type.startsWith("aws:") && !UNTOLD.includes(op))
    .map(({ op, type, name, diffs }) => {
      const why = ["update", "replace"].includes(op) ? ` (${[...diffs].sort().join(", ")})` : "";
      return `${name}: ${op} ${type}${why}`;
    })
    .sort();
}
