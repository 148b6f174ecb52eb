import type { TargetRecord } from "./records";

/** What stands at a path such as `$.detail.new-state.status` or `$.resources[0]`; undefined where there is nothing. */
export function at(event: unknown, path: string): unknown {
  if (!path.startsWith("$")) return undefined;
  let value: unknown = event;
  for (const [, name, quoted, index] of path.slice(1).matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    if (typeof value !== "object" || value === null) return undefined;
    const key = index ?? name ?? quoted ?? "";
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return value;
}

/**
 * What a target is given of an event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function inputFor(target: TargetRecord, rule: { readonly name: string; readonly arn: string }, event: object, now: number): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? {});
  if (!target.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const values = new Map<string, unknown>(Object.entries(InputPathsMap).map(([name, path]) => [name, at(event, path)]));
  values.set("aws.events.rule-arn", rule.arn);
  values.set("aws.events.rule-name", rule.name);
  values.set("aws.events.event", event);
  values.set("aws.events.event.json", event);
  values.set("aws.events.event.ingestion-time", new Date(now).toISOString());
  return filled(InputTemplate, values);
}

/** Within quotes a value is its text, outside it is JSON. What has no value is left out within quotes. */
function filled(template: string, values: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>]+)>/g, (whole, name: string | undefined) => {
    if (whole === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return whole;
    const value = values.get(name);
    if (!quoted)
      return typeof value === "string" && !template.trimStart().startsWith("{") && !template.trimStart().startsWith("[")
        ? value
        : JSON.stringify(value ?? "");
    const text = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
