// All benches, or those named: every other file of this folder is one. Prints one JSON object with the machine's facts.
//   npm run bench                      all of them
//   npm run bench -- sandbox proxy     these
//   npm run bench -- sandbox --seconds 5     what follows an option is handed to each
// A bench prints one JSON object on stdout and ends with 0. It needs a build (npm run build).
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { machine } from "./lib/machine.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && file !== "main.mjs")
  .map((file) => basename(file, ".mjs"))
  .sort();

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith("-"));
const names = firstOption === -1 ? args : args.slice(0, firstOption);
const options = firstOption === -1 ? [] : args.slice(firstOption);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0 || options.some((option) => option === "--help" || option === "-h")) {
  const help = `npm run bench [-- NAME … [--options of the bench]]\nBenches: ${known.join(", ")}`;
  console.error(unknown.length > 0 ? `There is no bench ${unknown.join(", ")}.\n${help}` : help);
  process.exit(unknown.length > 0 ? 2 : 0);
}

/** What one bench printed, or how it failed. */
function run(name) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(folder, `${name}.mjs`), ...options], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.on("close", (code) => {
      try {
        if (code === 0) return done(JSON.parse(text));
      } catch {
        // Said below: what a bench prints is JSON.
      }
      done({ bench: name, failed: `it ended with ${code}` });
    });
  });
}

const results = {};
for (const name of names.length > 0 ? names : known) {
  console.error(`bench ${name} …`);
  results[name] = await run(name);
}
console.log(JSON.stringify({ machine: machine(), results }, null, 2));
if (Object.values(results).some((result) => result.failed)) process.exitCode = 1;
