import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EXIT, FaultlineError } from "../../words";
import type { Told } from "./telling";

const LONGEST_MS = 180_000;

/**
 * What Node runs: TypeScript is loaded by tsx, but packages as Node does, which halves the time that Pulumi's SDK takes. An ES module among the packages is tsx's
 * again.
 */
const BOOT = `
const Module = require("node:module");
const { pathToFileURL } = require("node:url");
const [tsx, teller, file, values, kind] = process.argv.slice(1);
const plain = Module._extensions[".js"];
require(tsx);
const translated = Module._extensions[".js"];
Module._extensions[".js"] = (module, name) => {
  if (!/[\\\\/]node_modules[\\\\/]/.test(name)) return translated(module, name);
  try {
    return plain(module, name);
  } catch (error) {
    if (error.code !== "ERR_REQUIRE_ESM") throw error;
    return translated(module, name);
  }
};
require(teller).tellTemplates(async () => (kind === "module" ? import(pathToFileURL(file)) : require(file)), JSON.parse(values));
`;

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * Runs a module in a process of its own, for three minutes at most, and gives the templates that it exports. It has no AWS credentials, and what it calls at AWS by itself
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
  const teller = join(__dirname, `telling${extname(__filename)}`);
  const isModule = isEsModule(file);
  // JavaScript needs no translation.
  const esm = isModule && /ts$/.test(file) ? ["--import", pathToFileURL(require.resolve("tsx/esm")).href] : [];
  const words = [require.resolve("tsx/cjs"), teller, file, JSON.stringify(options.values), isModule ? "module" : "commonjs"];
  const child = spawn(process.execPath, ["--no-warnings", ...esm, "--eval", BOOT, ...words], {
    cwd: dirname(file),
    env: withoutAws(options.env),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    windowsHide: true,
  });
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

/** By its ending, or by the nearest package.json. https://nodejs.org/api/packages.html#determining-module-system */
function isEsModule(file: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true;
  if (/\.c[jt]s$/.test(file)) return false;
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    const manifest = join(dir, "package.json");
    if (existsSync(manifest)) return isModulePackage(readFileSync(manifest, "utf8"));
    if (dirname(dir) === dir) return false;
  }
}

function isModulePackage(text: string): boolean {
  try {
    return (JSON.parse(text) as { readonly type?: unknown }).type === "module";
  } catch {
    return false;
  }
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
