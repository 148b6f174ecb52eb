import { awsProvider, type EvaluationEvent, type Registration } from "../../rehearsal";
import { EXIT, type ExitCode } from "../../words";
import type { Context } from "../context";
import { table } from "../table";
import { evaluateProgram, type ProgramOptions } from "./program";

/**
 * `faultline rehearse --list`: every registration of a program, without making anything and without asking anybody. What the program looks
 * up (images, zones, other stacks) is assumed, and said to be.
 */
export async function listRegistrations(context: Context, options: ProgramOptions): Promise<ExitCode> {
  const { out } = context;
  const away = new AbortController();
  const release = context.onInterrupt(() => away.abort());
  const assumed = new Set<string>();
  const onEvent = (event: EvaluationEvent) => {
    if (event.kind === "assumed") assumed.add(event.what);
  };
  try {
    const evaluation = await evaluateProgram(context, options, awsProvider({}), {
      preview: true,
      assume: true,
      endpoint: undefined,
      signal: away.signal,
      onEvent,
    });
    const rows = evaluation.registrations.map((item) => [
      item.type,
      item.name,
      item.status === "inert" ? out.paint.warn("inert: not made in the sandbox") : "",
    ]);
    for (const line of table(rows)) out.line(line);
    out.line(`${rows.length} registrations`);
    if (assumed.size > 0) out.problem(`assumed, because a listing asks nobody: ${[...assumed].sort().join(", ")}`);
    out.result({
      project: evaluation.project,
      stack: evaluation.stack,
      registrations: evaluation.registrations.map(told),
      inertTypes: evaluation.inertTypes,
      assumed: [...assumed].sort(),
    });
    evaluation.close();
    return EXIT.passed;
  } finally {
    release();
  }
}

function told(item: Registration) {
  const inputs = Object.fromEntries(
    Object.entries(item.inputs).map(([key, value]) => [key, item.secretInputs.includes(key) ? "[secret]" : value]),
  );
  const { protect, retainOnDelete, deleteBeforeReplace = false, ignoreChanges, replaceOnChanges, aliases } = item.options;
  return {
    type: item.type,
    name: item.name,
    urn: item.urn,
    kind: item.kind,
    parent: item.parent ?? null,
    dependsOn: item.dependencies,
    provider: item.provider ?? null,
    inputs,
    options: { protect, retainOnDelete, deleteBeforeReplace, ignoreChanges, replaceOnChanges, aliases },
    status: item.status,
  };
}
