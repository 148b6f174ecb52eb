import { EXIT, FaultlineError } from "../../words";
import type { Given } from "../command";

export { importFile } from "./import";
export { nextRunsOf } from "./next-runs";
export { previewWeek } from "./preview";

const OF_TASK: Readonly<Record<string, readonly string[]>> = {
  expression: ["zone", "count"],
  preview: ["preview", "week", "config", "seed", "after", "out", "check"],
  import: ["import", "apps", "out"],
};

/** Which of its three tasks the command was given; anything else is refused, so that no option is silently unheard. */
export function oneTask(given: Given): "expression" | "preview" | "import" {
  const { expression } = given.arguments;
  const asked = [
    ...(expression === undefined ? [] : (["expression"] as const)),
    ...(given.options.preview || given.options.check !== undefined ? (["preview"] as const) : []),
    ...(given.options.import === undefined ? [] : (["import"] as const)),
  ];
  const [task] = asked;
  const heard = Object.values(OF_TASK).flat();
  const stray = Object.keys(given.options).filter((option) => heard.includes(option) && !(OF_TASK[task ?? ""] ?? []).includes(option));
  if (task !== undefined && asked.length === 1 && stray.length === 0) return task;
  const message =
    task === undefined
      ? "There is nothing to do: no expression, no --preview, no --check and no --import."
      : asked.length > 1
        ? `One thing at a time: this asks for ${asked.join(" and ")}.`
        : `${stray.map((option) => `--${option}`).join(", ")} says nothing about this.`;
  throw new FaultlineError("usage", message, {
    exitCode: EXIT.usage,
    remedy: 'Give an expression ("cron(0 10 ? * MON-FRI *)"), or --preview, or --import FILE. See faultline schedule --help.',
  });
}
