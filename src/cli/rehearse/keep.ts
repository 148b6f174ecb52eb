import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, FaultlineError, messageOf } from "../../words";

/** Keeps a document of a rehearsal in the folder of runs; it appears whole or not at all. Gives its file. */
export function keepDocument(storeDir: string, name: string, document: object): string {
  const file = join(storeDir, name);
  try {
    mkdirSync(storeDir, { recursive: true });
    // A name of its own: two rehearsals may share a folder.
    const part = `${file}.${process.pid}`;
    writeFileSync(part, `${JSON.stringify(document, null, 2)}\n`);
    renameSync(part, file);
    return file;
  } catch (problem) {
    throw new FaultlineError("store-unwritable", `The folder ${storeDir} cannot be written: ${messageOf(problem)}`, {
      exitCode: EXIT.errored,
      remedy: "Make room or give write access, or name another folder with --store.",
    });
  }
}
