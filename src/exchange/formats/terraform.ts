import { isRecord, Origins, type TemplateDocument, templateDocument, textFor, Unknown } from "../document";
import type { Path, SourceDocument } from "../source";
import { withTexts } from "./texts";

const TYPE = "aws_fis_experiment_template";

/** How a block of Terraform's resource becomes a part of FIS's template. `from` is its place in the file, `to` that in the template. */
interface At {
  readonly origins: Origins;
  readonly from: Path;
  readonly to: Path;
}

/**
 * Every `aws_fis_experiment_template` in Terraform's JSON syntax (`*.tf.json`), or in what `terraform show -json` prints of a plan or state.
 * The resource is documented with the AWS provider of Terraform, under fis_experiment_template.
 */
export function terraformTemplates(file: string, source: SourceDocument): readonly TemplateDocument[] {
  return resourcesIn(source.value, []).map(({ name, body, path }) => {
    const origins = new Origins();
    origins.set([], path);
    const template = withTexts(templateOf(body, { origins, from: path, to: [] }));
    return templateDocument({ file, format: "terraform", name }, template, source, origins);
  });
}

interface Found {
  readonly name: string;
  readonly body: unknown;
  readonly path: Path;
}

function resourcesIn(value: unknown, path: Path): readonly Found[] {
  if (!isRecord(value)) return [];
  return [...written(value, path), ...planned(value)];
}

function written(value: Readonly<Record<string, unknown>>, path: Path): readonly Found[] {
  const resources = list(value.resource, [...path, "resource"]);
  return resources.flatMap(({ item, path: at }) => {
    const ofType = isRecord(item) ? item[TYPE] : undefined;
    return list(ofType, [...at, TYPE]).flatMap(({ item: named, path: below }) =>
      isRecord(named)
        ? Object.entries(named).flatMap(([name, body]) =>
            list(body, [...below, name]).map(({ item: one, path: here }) => ({ name, body: interpolated(one), path: here })),
          )
        : [],
    );
  });
}

function planned(value: Readonly<Record<string, unknown>>): readonly Found[] {
  const later = afterApply(value.resource_changes);
  return (["planned_values", "values"] as const).flatMap((key) => {
    const values = value[key];
    return isRecord(values) && isRecord(values.root_module) ? inModule(values.root_module, [key, "root_module"], later) : [];
  });
}

/** By address: which values a plan leaves out, because only the apply will know them. */
function afterApply(changes: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    list(changes, []).flatMap(({ item }) =>
      isRecord(item) && isRecord(item.change) ? [[textFor(item.address), item.change.after_unknown] as const] : [],
    ),
  );
}

function inModule(module: Readonly<Record<string, unknown>>, path: Path, later: ReadonlyMap<string, unknown>): readonly Found[] {
  const own = list(module.resources, [...path, "resources"]).flatMap(({ item, path: at }) => {
    if (!isRecord(item) || item.type !== TYPE || item.mode === "data") return [];
    const name = textFor(item.address ?? item.name);
    return [{ name, body: withLater(item.values, later.get(name), name), path: [...at, "values"] }];
  });
  const below = list(module.child_modules, [...path, "child_modules"]).flatMap(({ item, path: at }) =>
    isRecord(item) ? inModule(item, at, later) : [],
  );
  return [...own, ...below];
}

/** The values of a plan, with unknowns for what `after_unknown` says is known after the apply. */
function withLater(value: unknown, later: unknown, name: string): unknown {
  if (later === true) return new Unknown(name);
  if (Array.isArray(later)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => withLater(item, later[index], `${name}[${index}]`));
  }
  if (!isRecord(later)) return value;
  const known = isRecord(value) ? value : {};
  const keys = [...new Set([...Object.keys(known), ...Object.keys(later).filter((key) => later[key] === true)])];
  return Object.fromEntries(keys.map((key) => [key, withLater(known[key], later[key], `${name}.${key}`)]));
}

/** A block may be written once or as a list of blocks. */
function list(value: unknown, path: Path): readonly { readonly item: unknown; readonly path: Path }[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map((item, index) => ({ item, path: [...path, index] })) : [{ item: value, path }];
}

/** Members of Terraform that are its own, or that it computes. */
const ITS_OWN = new Set(["id", "arn", "tags_all", "timeouts", "region", "provider", "count", "for_each", "depends_on", "lifecycle", "//"]);

function templateOf(body: unknown, at: At): unknown {
  if (!isRecord(body)) return body;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (value === null || ITS_OWN.has(key)) continue;
    const from = [...at.from, key];
    if (key === "action") result.actions = byName(value, actionOf, { ...at, from, to: ["actions"] });
    else if (key === "target") result.targets = byName(value, targetOf, { ...at, from, to: ["targets"] });
    else if (key === "stop_condition") result.stopConditions = items(value, { ...at, from, to: ["stopConditions"] });
    else if (key === "tags") result.tags = moved(value, from, ["tags"], at.origins);
    else if (typeof value === "object") {
      const name = camel(key);
      const [block] = list(value, from);
      if (block) result[name] = camelBlock(block.item, { ...at, from: block.path, to: [name] });
    } else result[camel(key)] = moved(value, from, [camel(key)], at.origins);
  }
  return result;
}

function byName(value: unknown, convert: (block: Readonly<Record<string, unknown>>, at: At) => unknown, at: At): unknown {
  at.origins.set(at.to, at.from);
  const result: Record<string, unknown> = {};
  for (const { item, path } of list(value, at.from)) {
    if (!isRecord(item)) return value;
    const name = typeof item.name === "string" ? item.name : `(without a name, ${path.at(-1)})`;
    const to = [...at.to, name];
    at.origins.set(to, path);
    result[name] = convert(item, { origins: at.origins, from: path, to });
  }
  return result;
}

function actionOf(block: Readonly<Record<string, unknown>>, at: At): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(block)) {
    if (key === "name" || isAbsent(value)) continue;
    const from = [...at.from, key];
    if (key === "parameter") result.parameters = pairs(value, { ...at, from, to: [...at.to, "parameters"] });
    else if (key === "target") result.targets = pairs(value, { ...at, from, to: [...at.to, "targets"] });
    else result[camel(key)] = moved(value, from, [...at.to, camel(key)], at.origins);
  }
  return result;
}

function targetOf(block: Readonly<Record<string, unknown>>, at: At): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(block)) {
    if (key === "name" || isAbsent(value)) continue;
    const from = [...at.from, key];
    if (key === "resource_tag") result.resourceTags = pairs(value, { ...at, from, to: [...at.to, "resourceTags"] });
    else if (key === "filter") result.filters = items(value, { ...at, from, to: [...at.to, "filters"] });
    else result[camel(key)] = moved(value, from, [...at.to, camel(key)], at.origins);
  }
  return result;
}

/** Blocks of `key` and `value` become one map. */
function pairs(value: unknown, at: At): unknown {
  at.origins.set(at.to, at.from);
  const result: Record<string, unknown> = {};
  for (const { item, path } of list(value, at.from)) {
    if (!isRecord(item) || typeof item.key !== "string") return value;
    at.origins.set([...at.to, item.key], [...path, "value"]);
    result[item.key] = item.value;
  }
  return result;
}

function items(value: unknown, at: At): unknown {
  at.origins.set(at.to, at.from);
  return list(value, at.from).map(({ item, path }, index) => {
    at.origins.set([...at.to, index], path);
    return isRecord(item) ? Object.fromEntries(Object.entries(item).filter(([, member]) => !isAbsent(member))) : item;
  });
}

function camelBlock(value: unknown, at: At): unknown {
  at.origins.set(at.to, at.from);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !isAbsent(member))
      .map(([key, member]) => {
        const name = NAMES[key] ?? camel(key);
        const from = [...at.from, key];
        const to = [...at.to, name];
        if (typeof member !== "object" || member instanceof Unknown) return [name, moved(member, from, to, at.origins)];
        const many = list(member, from);
        if (PLURAL.has(name)) {
          at.origins.set(to, from);
          return [name, many.map(({ item, path }, index) => camelBlock(item, { origins: at.origins, from: path, to: [...to, index] }))];
        }
        return [name, camelBlock(many[0]?.item, { origins: at.origins, from: many[0]?.path ?? from, to })];
      }),
  );
}

/** Blocks that FIS's API calls otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  cloudwatch_logs_configuration: "cloudWatchLogsConfiguration",
  cloudwatch_dashboard: "cloudWatchDashboards",
  dashboard_arn: "dashboardIdentifier",
};
const PLURAL: ReadonlySet<string> = new Set(["cloudWatchDashboards"]);

function moved(value: unknown, from: Path, to: Path, origins: Origins): unknown {
  origins.set(to, from);
  return value;
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A text with an interpolation is known only to a deployment. */
function interpolated(value: unknown): unknown {
  if (typeof value === "string") return /(^|[^$])\$\{/.test(value) ? new Unknown(value) : value.replace(/\$\$\{/g, "${");
  if (Array.isArray(value)) return value.map(interpolated);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, interpolated(member)]));
}
