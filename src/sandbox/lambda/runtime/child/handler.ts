import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A function's code as Lambda calls it: with a promise, or with a callback. */
export type UserHandler = (event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown;

/** An error of the runtime's own, by the name that Lambda gives it. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

// Written so that the compiler does not turn it into `require`, which cannot load modules of the other kind.
const load = new Function("url", "return import(url)") as (url: string) => Promise<Record<string, unknown>>;

/**
 * The function named by `_HANDLER` (`folder/file.export`) in the unpacked code.
 * Throws a RuntimeError with Lambda's names: Runtime.MalformedHandlerName, ImportModuleError, HandlerNotFound.
 */
export async function loadHandler(root: string, text: string): Promise<UserHandler> {
  const file = basename(text);
  const dot = file.indexOf(".");
  if (dot <= 0) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  const base = join(dirname(text), file.slice(0, dot));
  const path = [".js", ".mjs", ".cjs"].map((ending) => resolve(root, `${base}${ending}`)).find(existsSync);
  if (!path) throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${base}'`);
  let found: unknown = await modulesOf(path);
  for (const name of file.slice(dot + 1).split(".")) {
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  }
  if (found === undefined) throw new RuntimeError("Runtime.HandlerNotFound", `${text} is undefined or not exported`);
  if (typeof found !== "function") throw new RuntimeError("Runtime.HandlerNotFound", `${text} is not a function`);
  return found as UserHandler;
}

async function modulesOf(path: string): Promise<unknown> {
  if (!path.endsWith(".mjs")) {
    try {
      return createRequire(path)(path);
    } catch (problem) {
      if ((problem as { code?: unknown }).code !== "ERR_REQUIRE_ESM") throw problem;
    }
  }
  return load(pathToFileURL(path).href);
}
