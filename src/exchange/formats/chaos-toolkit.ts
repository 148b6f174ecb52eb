import type { Problem } from "../../words";
import { isRecord, Origins, templateDocument, textFor, Unknown } from "../document";
import type { Finding } from "../finding";
import type { Path, SourceDocument } from "../source";
import { type Found, findingAt, NOTHING } from "./found";
import { type Equivalent, equivalentOf } from "./toolkit-actions";

/** Members that say nothing of what is done to a system. */
const ABOUT = new Set(["version", "title", "description", "tags", "method", "contributions"]);

/** Members that an experiment of FIS cannot say, and what takes their place here. */
const INSTEAD: Readonly<Record<string, string>> = {
  "steady-state-hypothesis": "Write each probe as a steadyState check on a CloudWatch metric.",
  rollbacks:
    "FIS reverts what its actions did; what it cannot revert is found by the look after the run. Check that nothing else is needed.",
  configuration: "Use the configuration of the Pulumi program.",
  secrets: "Use secrets of the Pulumi program; an experiment needs none.",
  controls: "Look whether a guard, an approval or a notification of Faultline does the same.",
  extensions: "Look whether a guard, an approval or a notification of Faultline does the same.",
  runtime: "Faultline decides when to stop and what to put back: see the guards and the recovery of the experiment.",
};

/**
 * An experiment of Chaos Toolkit. Its actions become actions of FIS where there are such; everything else that it says is a warning.
 * https://chaostoolkit.org/reference/api/experiment/
 */
export function toolkitExperiment(file: string, source: SourceDocument): Found {
  const { value } = source;
  if (!isRecord(value) || !isToolkit(value)) return NOTHING;
  const findings: Finding[] = [];
  const add = (path: Path, said: Omit<Problem, "path"> & { readonly severity: Finding["severity"] }) =>
    findings.push(findingAt(file, source, path, said));
  for (const key of ["title", "description"]) {
    if (typeof value[key] !== "string")
      add([key], { severity: "error", code: "missing", message: `Chaos Toolkit needs a ${key}`, given: value[key], remedy: "Give it." });
  }
  for (const key of Object.keys(value)) {
    if (ABOUT.has(key)) continue;
    const member = value[key];
    const isEmpty = member === null || (typeof member === "object" && Object.keys(member).length === 0);
    if (!isEmpty) add([key], notSaid(`"${key}"`, INSTEAD[key] ?? "Leave it out."));
  }
  if (!Array.isArray(value.method)) {
    add(["method"], {
      severity: "error",
      code: "not-a-list",
      message: "the method must be a list of actions and probes",
      given: value.method,
      remedy: "Write a list.",
    });
    return { templates: [], findings };
  }
  const template = new Method(file, source, textFor(value.title ?? "Chaos Toolkit"), add, activitiesIn(value));
  value.method.forEach((item: unknown, index) => {
    template.take(item, ["method", index]);
  });
  return { templates: template.isEmpty ? [] : [template.document()], findings };
}

/** Other files have a `method`, too: theirs is no list, and they have nothing else of an experiment. */
function isToolkit(value: Readonly<Record<string, unknown>>): boolean {
  if (!("method" in value) || "apiVersion" in value) return false;
  return Array.isArray(value.method) || "steady-state-hypothesis" in value || ("title" in value && "description" in value);
}

/** What the method may refer to by name: the probes of the hypothesis, and its own activities. */
function activitiesIn(value: Readonly<Record<string, unknown>>): ReadonlyMap<unknown, unknown> {
  const hypothesis = value["steady-state-hypothesis"];
  const all: readonly unknown[] = [isRecord(hypothesis) ? hypothesis.probes : [], value.method].flat();
  return new Map(all.flatMap((item) => (isRecord(item) && item.ref === undefined ? [[item.name, item] as const] : [])));
}

type Add = (path: Path, said: Omit<Problem, "path"> & { readonly severity: Finding["severity"] }) => void;

function notSaid(what: string, remedy: string): Omit<Problem, "path"> & { readonly severity: "warning" } {
  return { severity: "warning", code: "not-expressible", message: `an experiment of FIS cannot say ${what}`, remedy };
}

/** The method's actions, one after the other unless they run in the background. */
class Method {
  private readonly origins = new Origins();
  private readonly targets: Record<string, unknown> = {};
  private readonly actions: Record<string, unknown> = {};
  private last: string | undefined;

  constructor(
    private readonly file: string,
    private readonly source: SourceDocument,
    private readonly title: string,
    private readonly add: Add,
    private readonly named: ReadonlyMap<unknown, unknown>,
  ) {
    this.origins.set(["description"], ["title"]);
  }

  get isEmpty(): boolean {
    return Object.keys(this.actions).length === 0;
  }

  take(item: unknown, path: Path): void {
    if (isRecord(item) && item.ref !== undefined) {
      if (this.named.has(item.ref)) this.take(this.named.get(item.ref), path);
      else
        this.add([...path, "ref"], {
          severity: "error",
          code: "unknown-activity",
          message: "there is no activity of this name to refer to",
          given: item.ref,
          allowed: [...this.named.keys()].join(", ") || "none is named",
          remedy: "Name a probe of the hypothesis or an activity of the method.",
        });
      return;
    }
    if (!isRecord(item) || (item.type !== "action" && item.type !== "probe")) {
      const given = isRecord(item) ? item.type : item;
      this.add(isRecord(item) ? [...path, "type"] : path, {
        severity: "error",
        code: "not-an-activity",
        message: "an activity is an action or a probe",
        given,
        allowed: '"action", "probe"',
        remedy: "Give its type.",
      });
      return;
    }
    if (typeof item.name !== "string" || item.name === "")
      this.add([...path, "name"], {
        severity: "error",
        code: "missing",
        message: "the activity has no name",
        given: item.name,
        remedy: "Name it.",
      });
    if (!isRecord(item.provider) || typeof item.provider.type !== "string")
      this.add([...path, "provider"], {
        severity: "error",
        code: "missing",
        message: "the activity has no provider",
        given: item.provider,
        allowed: "python, process or http",
        remedy: "Say what does it.",
      });
    else if (item.type === "probe")
      this.add(
        path,
        notSaid(`the probe "${textFor(item.name)}"`, "Write it as a steadyState check or an effect probe on a CloudWatch metric."),
      );
    else this.action(item, item.provider, path);
  }

  private action(item: Readonly<Record<string, unknown>>, provider: Readonly<Record<string, unknown>>, path: Path): void {
    const said = textFor(item.name);
    if (item.pauses !== undefined)
      this.add(
        [...path, "pauses"],
        notSaid("pauses in seconds", 'Put fis.wait({ duration: "1m" }) between the faults: a minute at least.'),
      );
    if (item.controls !== undefined) this.add([...path, "controls"], notSaid("controls", "Look whether a guard does the same."));
    const equivalent = equivalentOf(provider);
    if (!equivalent) {
      const what = provider.type === "python" ? `${textFor(provider.module)}.${textFor(provider.func)}` : `a ${textFor(provider.type)}`;
      this.add(
        [...path, "provider"],
        notSaid(
          `the action "${said}" (${what})`,
          "Choose a fault that does the same, or an SSM document of your own by ec2.runDocument or ssm automation.",
        ),
      );
      return;
    }
    this.put(said, equivalent, path, item.background === true);
  }

  private put(said: string, { actionId, key, target, parameters, lost }: Equivalent, path: Path, inBackground: boolean): void {
    const name = this.nameFor(said);
    const from = [...path, "provider", "arguments"];
    for (const what of lost) this.add([...from, what.argument], notSaid(what.what, what.remedy));
    this.origins.set(["actions", name], path);
    this.origins.set(["actions", name, "parameters"], from);
    this.origins.set(["targets", name], from);
    this.targets[name] = target;
    this.actions[name] = {
      actionId,
      description: said.slice(0, 512),
      parameters,
      targets: { [key]: name },
      ...(this.last === undefined ? {} : { startAfter: [this.last] }),
    };
    if (!inBackground) this.last = name;
  }

  private nameFor(said: string): string {
    const safe =
      said
        .replace(/[^A-Za-z0-9_-]+/g, "-")
        .replace(/^[^A-Za-z]+|-+$/g, "")
        .slice(0, 60) || "action";
    let name = safe;
    for (let count = 2; Object.hasOwn(this.actions, name); count++) name = `${safe}-${count}`;
    return name;
  }

  document() {
    const template = {
      description: this.title,
      roleArn: new Unknown("the experiment role"),
      stopConditions: new Unknown("the stop conditions"),
      targets: this.targets,
      actions: this.actions,
    };
    return templateDocument({ file: this.file, format: "chaos-toolkit", name: this.title }, template, this.source, this.origins);
  }
}
