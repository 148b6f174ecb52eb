import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, FaultlineError, messageOf, type Problem } from "../../words";
import { ask } from "./ask";

/** Gives the sandbox at this URL the system description in a file. Its commands run in the file's folder, unless it names another. The signal ends the wait. */
export async function describe(url: string, file: string, signal?: AbortSignal): Promise<void> {
  const text = withDirectory(readText(file), dirname(file));
  const reply = await ask(
    `${url}/_faultline/system`,
    { method: "PUT", headers: { "content-type": "application/yaml" }, body: text },
    signal,
  );
  if (reply.ok) return;
  const body = (await reply.json()) as { message?: string; problems?: readonly Problem[] };
  throw new FaultlineError("bad-system", `${file}: ${body.message ?? reply.statusText}`, {
    exitCode: EXIT.usage,
    remedy: "Mend the places named above.",
    facts: { file },
    ...(body.problems ? { problems: body.problems } : {}),
  });
}

/** At the end, so that the numbers of lines in messages stay those of the file. */
function withDirectory(text: string, directory: string): string {
  return /^directory:/m.test(text) || text.trimStart().startsWith("{") ? text : `${text}\ndirectory: ${JSON.stringify(directory)}\n`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (problem) {
    throw new FaultlineError("no-system", `The system description ${file} cannot be read: ${messageOf(problem)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that exists.",
      facts: { file },
    });
  }
}
