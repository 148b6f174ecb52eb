import { isRecord, Unknown } from "../document";
import type { Code } from "./code";
import type { Unknowns } from "./unknowns";

/** In which form a function takes its target. */
export type TargetKind =
  | "plain"
  | "instances"
  | "subnets"
  | "volumes"
  | "functions"
  | "tasks"
  | "pods"
  | "replication-groups"
  | "db-clusters"
  | "db-instances"
  | "cluster";

/** A target of a template in FIS's words. */
export type GivenTarget = Readonly<Record<string, unknown>>;

/** The options that may mean the target, the most readable first. The caller finds out which of them does. */
export function targetOptions(kind: TargetKind, target: GivenTarget, unknowns: Unknowns): readonly Code[] {
  const view = new View(target, unknowns);
  if (kind === "cluster") return view.isOnlyArn() ? view.arnItems() : [];
  return FORMS[kind](view).map((form) => compact({ ...form, select: view.select() }));
}

type Form = Readonly<Record<string, Code | undefined>>;

const FORMS: Readonly<Record<Exclude<TargetKind, "cluster">, (view: View) => readonly Form[]>> = {
  plain: (view) => [view.byArns ?? view.byTags({})],
  instances: (view) =>
    view.byArns ? [view.byArns] : ["running", "any"].flatMap((state) => view.byFilters("Placement.AvailabilityZone", "VpcId", state)),
  subnets: (view) => {
    if (view.byArns) return [view.byArns];
    if (view.hasTags) return view.byFilters("AvailabilityZone", "VpcId");
    return [{ vpc: view.parameter("vpc"), zone: view.parameter("availabilityZoneIdentifier") }];
  },
  volumes: (view) => [view.byArns ?? view.byTags({ zone: view.parameter("availabilityZoneIdentifier") })],
  functions: (view) => {
    const qualifier = view.parameter("functionQualifier");
    return [{ ...(view.byArns ?? view.byTags({})), qualifier }];
  },
  tasks: (view) => {
    const of = { cluster: view.parameter("cluster"), service: view.parameter("service") };
    if (view.byArns) return [view.byArns];
    return view.hasTags ? [view.byTags(of)] : of.cluster === undefined ? [] : [of];
  },
  pods: (view) => {
    const by = view.selector();
    const [cluster, namespace] = [view.parameter("clusterIdentifier"), view.parameter("namespace")];
    if (!by || cluster === undefined || namespace === undefined) return [];
    const zone = view.parameter("availabilityZoneIdentifier");
    return [{ cluster, namespace, ...by, zone, container: view.parameter("targetContainerName") }];
  },
  "replication-groups": (view) => {
    const zone = view.parameter("availabilityZoneIdentifier");
    return zone === undefined ? [] : [{ ...(view.byArns ?? view.byTags({})), zone }];
  },
  "db-clusters": (view) => [view.byArns ?? view.byTags({ writerIn: view.listParameter("writerAvailabilityZoneIdentifiers") })],
  "db-instances": (view) => [view.byArns ?? view.byTags({ zones: view.listParameter("availabilityZoneIdentifiers") })],
};

/** The parts of a target in the words of our options. */
class View {
  constructor(
    private readonly target: GivenTarget,
    private readonly unknowns: Unknowns,
  ) {}

  get hasTags(): boolean {
    const { resourceTags } = this.target;
    return resourceTags instanceof Unknown || (isRecord(resourceTags) && Object.keys(resourceTags).length > 0);
  }

  get byArns(): Form | undefined {
    const { resourceArns } = this.target;
    if (resourceArns instanceof Unknown) return { arns: this.unknowns.use(resourceArns, "readonly Text[]") };
    return Array.isArray(resourceArns) && resourceArns.length > 0 ? { arns: this.unknowns.code(resourceArns) } : undefined;
  }

  isOnlyArn(): boolean {
    const { resourceArns, selectionMode } = this.target;
    return Array.isArray(resourceArns) && resourceArns.length === 1 && selectionMode === "ALL" && !this.hasTags;
  }

  arnItems(): readonly Code[] {
    return (this.unknowns.code(this.target.resourceArns) ?? []) as readonly Code[];
  }

  byTags(more: Form): Form {
    const { filters } = this.target;
    return { tags: this.tags(), ...more, filters: Array.isArray(filters) && filters.length > 0 ? this.unknowns.code(filters) : undefined };
  }

  /** Zones and network by their own options, then with all filters as they are. */
  byFilters(zonePath: string, networkPath: string, state?: string): readonly Form[] {
    const named = { state: state === "any" ? "any" : undefined };
    const filters = this.filters();
    const own = new Map<string, Code>();
    const rest = filters.filter(({ path, values }) => {
      if (state === "running" && path === "State.Name" && isJust(values, "running") && !own.has(path)) {
        own.set(path, "running");
        return false;
      }
      if (own.has(path)) return true;
      const code = this.unknowns.code(values);
      if (path === zonePath && code !== undefined) own.set(path, code);
      else if (path === networkPath && Array.isArray(code) && code.length === 1) own.set(path, code[0] as Code);
      else return true;
      return false;
    });
    const further = this.unknowns.code(rest.map(({ whole }) => whole));
    const readable = { ...named, zones: own.get(zonePath), vpc: own.get(networkPath), filters: rest.length > 0 ? further : undefined };
    const running = own.has("State.Name") ? filters.slice(1) : filters;
    const all = this.unknowns.code(running.map(({ whole }) => whole));
    return [readable, { ...named, filters: running.length > 0 ? all : undefined }].map((form) => ({ tags: this.tags(), ...form }));
  }

  parameter(name: string): Code | undefined {
    const { parameters } = this.target;
    const value = isRecord(parameters) && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return value === undefined ? undefined : this.unknowns.code(value);
  }

  listParameter(name: string): Code | undefined {
    const code = this.parameter(name);
    if (typeof code === "string") return code.split(",");
    return code === undefined ? undefined : [code];
  }

  selector(): Form | undefined {
    const [type, value] = [this.parameter("selectorType"), this.parameter("selectorValue")];
    const option = typeof type === "string" && Object.hasOwn(SELECTORS, type) ? SELECTORS[type] : undefined;
    return option === undefined || value === undefined ? undefined : { [option]: value };
  }

  select(): Code | undefined {
    const { selectionMode } = this.target;
    if (selectionMode instanceof Unknown) return this.unknowns.use(selectionMode, "Selection");
    const text = String(selectionMode);
    const count = /^COUNT\((\d+)\)$/.exec(text)?.[1];
    if (count !== undefined) return `${count} of them`;
    const percent = /^PERCENT\((\d+)\)$/.exec(text)?.[1];
    return percent === undefined ? undefined : `${percent}%`;
  }

  private tags(): Code | undefined {
    const { resourceTags } = this.target;
    if (resourceTags instanceof Unknown) return this.unknowns.use(resourceTags, "Readonly<Record<string, Text>>");
    return this.hasTags ? this.unknowns.code(resourceTags) : undefined;
  }

  private filters() {
    const { filters } = this.target;
    return (Array.isArray(filters) ? filters : []).map((whole: unknown) => ({
      whole,
      path: isRecord(whole) ? String(whole.path) : "",
      values: isRecord(whole) ? whole.values : undefined,
    }));
  }
}

const SELECTORS: Readonly<Record<string, string>> = { labelSelector: "labels", deploymentName: "deployment", podName: "pod" };

function isJust(values: unknown, text: string): boolean {
  return Array.isArray(values) && values.length === 1 && values[0] === text;
}

function compact(form: Form): Code {
  return Object.fromEntries(Object.entries(form).filter((entry): entry is [string, Code] => entry[1] !== undefined));
}
