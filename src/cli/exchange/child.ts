import { spawn } from "node:child_process";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EXIT, FaultlineError } from "../../words";
import type { Told } from "./telling";

const LONGEST_MS = 60_000;

/** Loads the module as what its folder and ending say: TypeScript or JavaScript, CommonJS or ES module. */
const BOOT = `
const [teller, url, values] = process.argv.slice(1);
require(teller).tellTemplates(() => import(url), JSON.parse(values));
`;

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * Runs a module in a process of its own, for a minute at most, and gives the templates that it exports. It has no AWS credentials, and what it calls at AWS by itself
 * reaches nothing.
 */
export function templatesOf(
  file: string,
  options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly values: Readonly<Record<string, unknown>>;
    readonly debug: boolean;
    onLine(text: string): void;
  },
): Promise<Extract<Told, { kind: "templates" }>["templates"]> {
  const tsx = pathToFileURL(require.resolve("tsx")).href;
  const teller = join(__dirname, `telling${extname(__filename)}`);
  const child = spawn(
    process.execPath,
    ["--no-warnings", "--import", tsx, "--eval", BOOT, teller, pathToFileURL(file).href, JSON.stringify(options.values)],
    { cwd: dirname(file), env: withoutAws(options.env), stdio: ["ignore", "pipe", "pipe", "ipc"], windowsHide: true },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => options.onLine(text.trimEnd()));
  return new Promise((resolve, reject) => {
    let told: Told | undefined;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, LONGEST_MS);
    child.on("message", (message) => {
      told ??= message as Told;
    });
    child.once("error", (problem) => reject(failed(file, problem.message)));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (told?.kind === "templates") resolve(told.templates);
      else if (told) reject(failed(file, options.debug ? (told.stack ?? told.message) : told.message));
      else
        reject(
          failed(file, isLate ? `it was not done after ${LONGEST_MS / 1_000} seconds` : `it ended with ${code ?? signal} and told nothing`),
        );
    });
  });
}

function withoutAws(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("AWS_")));
  return {
    ...rest,
    AWS_ENDPOINT_URL: NOWHERE,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function failed(file: string, message: string): FaultlineError {
  const isAbsent = /Cannot find (?:module|package) '?faultline'?/.test(message);
  return new FaultlineError("program-failed", `${file} cannot be run: ${message}`, {
    exitCode: EXIT.usage,
    remedy: isAbsent
      ? "Install faultline in the file's folder or one above it: npm install faultline."
      : "Mend the file; --debug shows where it failed.",
    facts: { file },
  });
}
