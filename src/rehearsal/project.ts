import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { EXIT, FaultlineError, messageOf } from "../words";

/** `Pulumi.yaml`, as far as it matters here. https://www.pulumi.com/docs/iac/concepts/projects/project-file/ */
export interface Project {
  readonly name: string;
  /** Absolute path of `Pulumi.yaml`. */
  readonly file: string;
  /** Folder of `Pulumi.yaml`. */
  readonly root: string;
  /** Folder in which the program runs. */
  readonly programDir: string;
  /** The program's file as `main` names it; without it the package's entry point or `index` is taken. */
  readonly entry?: string;
  /** Folder of the `Pulumi.<stack>.yaml` files. */
  readonly stackConfigDir: string;
  /** `config:` of the project: declarations, defaults and values. */
  readonly config: Readonly<Record<string, unknown>>;
}

const NAMES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The project whose `Pulumi.yaml` is in this folder or in one above it. */
export function readProject(dir: string): Project {
  const file = findProjectFile(resolve(dir));
  if (!file) {
    throw new FaultlineError("project-not-found", `no Pulumi.yaml in ${resolve(dir)} or above it`, {
      exitCode: EXIT.usage,
      remedy: "Name the folder of a Pulumi project, or write a Pulumi.yaml with `name` and `runtime: nodejs` there.",
    });
  }
  const yaml = readYaml(file);
  const name = yaml.name;
  if (typeof name !== "string" || name === "") throw wrong(file, "`name` is missing", "Give the project a name: `name: my-chaos`.");
  checkRuntime(file, yaml.runtime);
  const root = dirname(file);
  const main = typeof yaml.main === "string" && yaml.main !== "" ? resolve(root, yaml.main) : root;
  if (!existsSync(main) && !existsSync(`${main}.ts`) && !existsSync(`${main}.js`)) {
    throw wrong(file, `\`main: ${String(yaml.main)}\` does not exist`, "Name the program's file or folder, relative to Pulumi.yaml.");
  }
  const isDirectory = existsSync(main) && statSync(main).isDirectory();
  const configDir = typeof yaml.stackConfigDir === "string" ? yaml.stackConfigDir : typeof yaml.config === "string" ? yaml.config : ".";
  return {
    name,
    file,
    root,
    programDir: isDirectory ? main : dirname(main),
    ...(isDirectory ? {} : { entry: main }),
    stackConfigDir: resolve(root, configDir),
    config: isRecord(yaml.config) ? yaml.config : {},
  };
}

function findProjectFile(dir: string): string | undefined {
  for (const name of NAMES) {
    const file = join(dir, name);
    if (existsSync(file)) return file;
  }
  const above = dirname(dir);
  return above === dir ? undefined : findProjectFile(above);
}

function checkRuntime(file: string, runtime: unknown): void {
  const name = isRecord(runtime) ? runtime.name : runtime;
  if (name === "nodejs") return;
  throw wrong(
    file,
    `runtime ${JSON.stringify(name ?? null)} is not nodejs`,
    "Faultline rehearses programs in TypeScript or JavaScript: `runtime: nodejs`.",
  );
}

function wrong(file: string, what: string, remedy: string): FaultlineError {
  return new FaultlineError("project-invalid", `${file}: ${what}`, { exitCode: EXIT.usage, remedy, facts: { file } });
}

/** A YAML (or JSON) file that holds one mapping. */
export function readYaml(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    throw new FaultlineError("file-unreadable", `${file} cannot be read: ${messageOf(thrown)}`, {
      exitCode: EXIT.usage,
      remedy: `Mend ${basename(file)} where the message points.`,
      facts: { file },
      cause: thrown,
    });
  }
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw wrong(file, "is not a mapping of keys to values", "Write `key: value` lines.");
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
