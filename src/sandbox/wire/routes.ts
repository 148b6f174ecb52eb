import type { Model } from "../model/types";

interface Route {
  readonly operation: string;
  readonly method: string;
  /** Literal text, or undefined for a label. */
  readonly parts: readonly (string | undefined)[];
  readonly labels: readonly string[];
}

export interface RouteMatch {
  readonly operation: string;
  /** Percent-decoded, by the name in the path. */
  readonly labels: Readonly<Record<string, string>>;
}

const tables = new WeakMap<Model, readonly Route[]>();

function routesOf(model: Model): readonly Route[] {
  const known = tables.get(model);
  if (known) return known;
  const all: [string, string, string][] = [];
  for (const [name, { http }] of model.operations) all.push([name, http.method, http.requestUri]);
  for (const [name, text] of model.otherOperations) {
    const [method = "", uri = ""] = text.split(" ");
    all.push([name, method, uri]);
  }
  const routes = all.map(([operation, method, uri]): Route => {
    const parts = (uri.split("?")[0] ?? "").split("/").slice(1);
    return {
      operation,
      method,
      parts: parts.map((part) => (part.startsWith("{") ? undefined : part)),
      labels: parts.filter((part) => part.startsWith("{")).map((part) => part.replace(/[{}+]/g, "")),
    };
  });
  // Literal text before labels: `/clusters/versions` is not a cluster named versions.
  routes.sort((a, b) => a.labels.length - b.labels.length);
  tables.set(model, routes);
  return routes;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The operation of a REST request, or undefined when the model has none for this method and path. */
export function matchRoute(model: Model, method: string, path: string): RouteMatch | undefined {
  const trimmed = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  const segments = trimmed.split("/").slice(1);
  const fits = (route: Route, greedy: boolean) => {
    if (route.method !== method) return false;
    const { parts } = route;
    const last = parts.length - 1;
    const open = greedy && parts[last] === undefined && segments.length > parts.length;
    if (!open && segments.length !== parts.length) return false;
    return parts.every((part, index) => (part === undefined ? segments[index] !== "" : part === segments[index]));
  };
  const routes = routesOf(model);
  const found = routes.find((route) => fits(route, false)) ?? routes.find((route) => fits(route, true));
  if (!found) return undefined;
  const labels: Record<string, string> = {};
  let label = 0;
  for (const [index, part] of found.parts.entries()) {
    if (part !== undefined) continue;
    // An ARN whose slashes the client left as they are runs to the end of the path.
    const value = index === found.parts.length - 1 ? segments.slice(index).join("/") : segments[index];
    labels[found.labels[label++] ?? ""] = decoded(value ?? "");
  }
  return { operation: found.operation, labels };
}
