import { type Exported, isFisTemplate, isFisTemplateWith } from "../../exchange";
import { hole, messageOf } from "../../words";

/** What the child that runs a module tells. */
export type Told =
  | { readonly kind: "templates"; readonly templates: readonly Exported[] }
  | { readonly kind: "error"; readonly message: string; readonly stack?: string };

/** Tells the templates that a module exports. Runs in the child. */
export function tellTemplates(load: () => Promise<unknown>, values: Readonly<Record<string, unknown>>): void {
  load()
    .then((module): Told => ({ kind: "templates", templates: templatesIn(module, values) }))
    .catch((problem: unknown): Told => {
      const stack = problem instanceof Error ? problem.stack : undefined;
      return { kind: "error", message: messageOf(problem), ...(stack === undefined ? {} : { stack }) };
    })
    .then((told) => process.send?.(told, () => process.exit(0)));
}

function templatesIn(module: unknown, values: Readonly<Record<string, unknown>>): readonly Exported[] {
  const found = new Map<unknown, string>();
  const look = (value: unknown, depth: number) => {
    for (const [name, item] of Object.entries(typeof value === "object" && value !== null ? value : {})) {
      if ((isFisTemplate(item) || isFisTemplateWith(item)) && (!found.has(item) || found.get(item) === "default")) found.set(item, name);
      // An ES module sees what a CommonJS module exports under `default`.
      else if (name === "default" && depth < 2) look(item, depth + 1);
    }
  };
  look(module, 0);
  return [...found].map(([item, name]) => exported(name === "default" ? "template" : name, item, values));
}

function exported(name: string, item: unknown, values: Readonly<Record<string, unknown>>): Exported {
  if (isFisTemplate(item)) return { name, request: item.request, open: [] };
  if (!isFisTemplateWith(item)) throw new TypeError(`${name} is no template`);
  const open = Object.entries(item.origins).map(([value, origin]) => ({ name: value, origin }));
  const given = Object.fromEntries(
    open.map(({ name: value }, number) => [value, Object.hasOwn(values, value) ? values[value] : hole(number)]),
  );
  return { name, request: item(given).request, open };
}
