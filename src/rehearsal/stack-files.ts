import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { EXIT, FaultlineError } from "../words";
import { decryptor } from "./passphrase";
import { isRecord, type Project, readYaml } from "./project";

/** A stack's configuration as a program is given it. */
export interface StackConfig {
  /** Keys with their namespace (`project:key`, `aws:region`); what is not a string is JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose value is or holds a secret. */
  readonly secretKeys: readonly string[];
}

const STACK_FILE = /^Pulumi\.(.+)\.(?:yaml|yml|json)$/;

/** The stacks that have a `Pulumi.<stack>.yaml`, in alphabetical order. */
export function listStacks(project: Project): readonly string[] {
  if (!existsSync(project.stackConfigDir)) return [];
  const names = readdirSync(project.stackConfigDir).map((file) => STACK_FILE.exec(file)?.[1]);
  return [...new Set(names.filter((name): name is string => name !== undefined))].sort();
}

/** `org/project/stack` → `stack`. */
export function stackName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/**
 * Reads `Pulumi.<stack>.yaml` over the defaults of `Pulumi.yaml`. Passphrase secrets are opened with `PULUMI_CONFIG_PASSPHRASE` of `env`
 * (or the file that `PULUMI_CONFIG_PASSPHRASE_FILE` names). `mayBeMissing`: a project without any stack file has its defaults.
 */
export async function readStackConfig(
  project: Project,
  stack: string,
  env: Readonly<Record<string, string | undefined>>,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): Promise<StackConfig> {
  const name = stackName(stack);
  const files = ["yaml", "yml", "json"].map((end) => join(project.stackConfigDir, `Pulumi.${name}.${end}`));
  const found = files.find((path) => existsSync(path));
  if (!found && !(mayBeMissing && listStacks(project).length === 0)) throw unknownStack(project, name);
  const file = found ?? join(project.stackConfigDir, `Pulumi.${name}.yaml`);
  const yaml = found === undefined ? {} : readYaml(found);
  if (yaml.environment !== undefined) {
    throw new FaultlineError("stack-environment", `${file}: \`environment\` (Pulumi ESC) cannot be read without Pulumi's service`, {
      exitCode: EXIT.usage,
      remedy: "Write the values that the rehearsal needs into `config:` of this stack.",
      facts: { file },
    });
  }
  const given = isRecord(yaml.config) ? yaml.config : {};
  const open = decryptor(file, yaml, env);
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries({ ...projectDefaults(project), ...qualify(given, project.name) })) {
    const opened = await reveal(value, (secret) => open(key, secret));
    values[key] = typeof opened.value === "string" ? opened.value : JSON.stringify(opened.value);
    if (opened.secret) secretKeys.push(key);
  }
  checkDeclared(project, file, name, values);
  return { values, secretKeys };
}

function unknownStack(project: Project, name: string): FaultlineError {
  const known = listStacks(project);
  return new FaultlineError(
    "stack-not-found",
    `there is no stack "${name}" in project ${project.name}: ${join(project.stackConfigDir, `Pulumi.${name}.yaml`)} does not exist`,
    {
      exitCode: EXIT.usage,
      remedy:
        known.length > 0
          ? `Take one of: ${known.join(", ")}.`
          : `Write ${join(project.stackConfigDir, `Pulumi.${name}.yaml`)} (it may be empty).`,
      facts: { stack: name, known },
    },
  );
}

/** `key` → `project:key`; `project:config:key`, as old files have it, loses its middle. */
function qualify(config: Readonly<Record<string, unknown>>, project: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (!key.includes(":")) return [`${project}:${key}`, value];
      return [key.replace(/^([^:]+):config:/, "$1:"), value];
    }),
  );
}

/** Values and defaults of `config:` in `Pulumi.yaml`. https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options */
function projectDefaults(project: Project): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const [key, declared] of Object.entries(qualify(project.config, project.name))) {
    if (!isRecord(declared)) defaults[key] = declared;
    else if (declared.value !== undefined) defaults[key] = declared.value;
    else if (declared.default !== undefined) defaults[key] = declared.default;
  }
  return defaults;
}

function checkDeclared(project: Project, file: string, stack: string, values: Readonly<Record<string, string>>): void {
  const missing = Object.entries(qualify(project.config, project.name))
    .filter(([key, declared]) => isRecord(declared) && declared.type !== undefined && values[key] === undefined)
    .map(([key]) => key);
  if (missing.length === 0) return;
  throw new FaultlineError("config-missing", `stack "${stack}" lacks configuration that ${project.file} asks for: ${missing.join(", ")}`, {
    exitCode: EXIT.usage,
    remedy: `Add to \`config:\` in ${file}: ${missing.map((key) => `\`${key}: …\``).join(", ")}.`,
    facts: { stack, missing },
  });
}

async function reveal(value: unknown, open: (secret: string) => Promise<string>): Promise<{ value: unknown; secret: boolean }> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item) => reveal(item, open)));
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  if (!isRecord(value)) return { value, secret: false };
  if (typeof value.secure === "string" && Object.keys(value).length === 1) return { value: await open(value.secure), secret: true };
  const members = await Promise.all(Object.entries(value).map(async ([key, member]) => [key, await reveal(member, open)] as const));
  return {
    value: Object.fromEntries(members.map(([key, member]) => [key, member.value])),
    secret: members.some(([, member]) => member.secret),
  };
}
