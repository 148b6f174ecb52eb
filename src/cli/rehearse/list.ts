import { awsProvider, type Registration } from "../../rehearsal";
import { EXIT, type ExitCode } from "../../words";
import type { Context } from "../context";
import { table } from "../table";
import { evaluateProgram, type ProgramOptions } from "./program";

/** `faultline rehearse --list`: every registration of a program, without making anything. */
export async function listRegistrations(context: Context, options: ProgramOptions): Promise<ExitCode> {
  const { out } = context;
  const away = new AbortController();
  const release = context.onInterrupt(() => away.abort());
  // Nothing is made in a preview; what the program asks about (its account, its Region) is answered without a call.
  const provider = awsProvider({});
  try {
    const evaluation = await evaluateProgram(context, options, provider, {
      preview: true,
      endpoint: undefined,
      signal: away.signal,
      onEvent: () => undefined,
    });
    const rows = evaluation.registrations.map((item) => [
      item.type,
      item.name,
      item.status === "inert" ? out.paint.warn("inert: not made in the sandbox") : "",
    ]);
    for (const line of table(rows)) out.line(line);
    out.line(`${rows.length} registrations`);
    out.result({
      project: evaluation.project,
      stack: evaluation.stack,
      registrations: evaluation.registrations.map(told),
      inertTypes: evaluation.inertTypes,
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
  return {
    type: item.type,
    name: item.name,
    urn: item.urn,
    parent: item.parent ?? null,
    dependsOn: item.dependencies,
    inputs,
    status: item.status,
  };
}
