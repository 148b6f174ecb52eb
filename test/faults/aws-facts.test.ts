import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, type FaultFacts, type ParameterFacts, retiredActions, targetTypes } from "../../src/faults";
import { hostDocuments } from "../../src/faults/ssm/documents";
import { type Duration, durationMs } from "../../src/words";

/** What AWS's guide says of its actions, kept outside of this repository. */
const FACTS = join(__dirname, "..", "..", "..", "shared", "fis", "actions.json");

interface Parameter {
  readonly type: "duration" | "string" | "int" | "list" | "json";
  readonly required: boolean;
  readonly requiredIf?: Readonly<Record<string, string>> | string;
  readonly min?: number | Duration;
  readonly max?: number | Duration;
  readonly allowed?: readonly string[];
}

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly optional?: boolean;
}

interface Action {
  readonly id: string;
  readonly targets: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly iam: readonly Statement[];
  readonly selfReverts: boolean;
  readonly selfRevertsIf?: { readonly parameterSet?: string; readonly document?: string };
  readonly instantaneous?: boolean;
  readonly injectsFault?: boolean;
  readonly deprecated?: boolean;
}

interface Facts {
  readonly actions: readonly Action[];
  readonly targetResourceTypes: readonly {
    readonly type: string;
    readonly identifiableBy: readonly string[];
    readonly parameters: Readonly<Record<string, { readonly required: boolean; readonly allowed?: readonly string[] }>>;
    readonly filtersSupported: boolean | null;
  }[];
  readonly ssmDocuments: {
    readonly documents: readonly { readonly name: string; readonly parameters: Readonly<Record<string, Parameter>> | null }[];
  };
}

const present = existsSync(FACTS);
const facts: Facts = present
  ? JSON.parse(readFileSync(FACTS, "utf8"))
  : { actions: [], targetResourceTypes: [], ssmDocuments: { documents: [] } };

const KINDS = { duration: "duration", string: "text", int: "integer", list: "list", json: "json" } as const;

function actionOf(id: string): Action {
  const action = facts.actions.find((item) => item.id === id);
  if (!action) throw new Error(`AWS has no action ${id}`);
  return action;
}

/** `1 (io2) / 10 (other types)`: what holds for all is the least of them. */
function number(bound: number | string | undefined): number | undefined {
  if (typeof bound !== "string") return bound;
  return /^\d+ \(/.test(bound) ? Number.parseInt(bound, 10) : durationMs(bound as Duration);
}

/** Ours with its open places as AWS writes them. */
function starred(arn: string): string {
  return arn
    .replaceAll("{partition}", "aws")
    .replaceAll(/\{(region|account)\}/g, "*")
    .replace("{parameter:documentArn}", "arn:aws:ssm:*:*:document/*")
    .replace("{automation-definition:documentArn}", "arn:aws:ssm:*:*:automation-definition/*:*")
    .replace("{parameter:documentParameters.AutomationAssumeRole}", "<automation assume role ARN>")
    .replace("{grant:extensionFolder}", "arn:aws:s3:::<config-bucket>/<prefix>/")
    .replace("{grant:volumeKey}", "arn:aws:kms:*:*:key/*")
    .replace("{parameter:region}", "<region or *>");
}

/** The ARNs of targets, as AWS writes them where it means those. */
const TARGET_ARNS: Readonly<Record<string, string>> = {
  "aws:ec2:autoscaling-group": "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*",
  "aws:iam:role": "<target IAM role ARNs>",
};

/** Whether everything that `ours` reaches is reached by `theirs`. */
function within(ours: string, theirs: string): boolean {
  const pattern = theirs.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "s").test(ours);
}

/** Narrower in fact: AWS documents the folder, and says nothing of a role that does not know it. */
const withoutFolder = "arn:aws:s3:::*/*";

(present ? describe : describe.skip)(`the catalogue beside AWS's own guide (needs ${"../shared/fis/actions.json"})`, () => {
  describe.each(Object.values(catalogue).map((entry): [string, FaultFacts] => [entry.actionId, entry]))("%s", (id, ours) => {
    test("acts on the targets that AWS names", () => {
      expect(ours.targets).toEqual(actionOf(id).targets);
    });

    test("takes the parameters that AWS names, of the same kind", () => {
      const theirs = actionOf(id).parameters;
      expect(Object.keys(ours.parameters).sort()).toEqual(Object.keys(theirs).sort());
      for (const [name, parameter] of Object.entries(theirs))
        expect([name, ours.parameters[name]?.kind]).toEqual([
          name,
          parameter.type === "string" && parameter.min !== undefined ? "decimal" : KINDS[parameter.type],
        ]);
    });

    test("asks for what AWS asks for, and no value that AWS refuses passes", () => {
      for (const [name, theirs] of Object.entries(actionOf(id).parameters)) {
        const mine = ours.parameters[name] as ParameterFacts;
        expect([name, mine.required]).toEqual([name, theirs.required]);
        expect([name, mine.allowed && [...mine.allowed].sort()]).toEqual([name, theirs.allowed && [...theirs.allowed].sort()]);
        const [min, max] = [number(theirs.min), number(theirs.max)];
        if (min !== undefined) expect([name, number(mine.min)]).toEqual([name, min]);
        if (max !== undefined) expect([name, number(mine.max)]).toEqual([name, max]);
        if (typeof theirs.requiredIf === "object")
          expect([name, mine.requiredIf && { [mine.requiredIf.parameter]: mine.requiredIf.is }]).toEqual([name, theirs.requiredIf]);
      }
    });

    test("reverts when AWS says that it does", () => {
      const { selfReverts, selfRevertsIf, instantaneous = false, injectsFault = true } = actionOf(id);
      // What a runbook undoes is its author's word: nobody can check it.
      // From memory in the facts: only a resource with a duration of its own is known to end.
      if (id === "aws:eks:inject-kubernetes-custom-resource") {
        expect(ours.reverts).toMatchObject({ whenParameter: "kubernetesSpec" });
        return;
      }
      const expected = selfRevertsIf?.document
        ? { whenParameter: "documentArn", matches: expect.stringContaining("AWSFIS-Run-(?!Kill-Process") }
        : selfRevertsIf?.parameterSet
          ? { whenParameter: selfRevertsIf.parameterSet }
          : selfReverts
            ? "always"
            : "never";
      expect(ours.reverts).toEqual(expected);
      expect({ instantaneous: ours.instantaneous, injectsFault: ours.injectsFault }).toEqual({ instantaneous, injectsFault });
    });

    test("its role may do everything that AWS says it must, and nothing that AWS does not name", () => {
      const theirs = actionOf(id).iam;
      const allowed = new Set(ours.permissions.flatMap(({ actions }) => actions));
      for (const { actions, optional } of theirs) if (!optional) for (const action of actions) expect(allowed).toContain(action);
      const named = new Set(theirs.flatMap(({ actions }) => actions));
      for (const action of allowed) expect(named).toContain(action);
    });

    const targetArns = TARGET_ARNS[Object.values(ours.targets)[0] ?? ""] ?? "*";

    test("its permissions are no wider than AWS's, and as narrow where AWS sets conditions", () => {
      for (const statement of ours.permissions) {
        for (const action of statement.actions) {
          const theirs = actionOf(id).iam.filter(({ actions }) => actions.includes(action));
          for (const resource of statement.resources.map(starred)) {
            if (resource === withoutFolder) continue;
            const reaching = theirs.filter(({ resources }) => resources.some((wider) => within(resource, wider)));
            const same = reaching.find(({ resources }) => resources.includes(resource)) ?? reaching[0];
            expect({ action, resource, known: same !== undefined }).toEqual({ action, resource, known: true });
            const conditions = JSON.parse(
              JSON.stringify(statement.conditions ?? {}).replaceAll(/\{[a-z:A-Z-]+\}/g, (open) =>
                open === "{target:arns}" ? targetArns : starred(open),
              ),
            );
            expect(conditions).toMatchObject(same?.conditions ?? {});
          }
        }
      }
    });
  });

  test("knows every action that AWS has, and no other", () => {
    const active = facts.actions.filter(({ deprecated }) => !deprecated).map(({ id }) => id);
    expect(Object.keys(catalogue).sort()).toEqual(active.sort());
  });

  test("knows the actions that AWS has retired, and what took their place", () => {
    const retired = facts.actions.filter(({ deprecated }) => deprecated).map(({ id }) => id);
    expect(Object.keys(retiredActions).sort()).toEqual(retired.sort());
    for (const { successor } of Object.values(retiredActions)) expect(catalogue).toHaveProperty([successor]);
  });

  test("knows every target type that AWS has", () => {
    expect(Object.keys(targetTypes).sort()).toEqual(facts.targetResourceTypes.map(({ type }) => type).sort());
  });

  describe.each(Object.entries(targetTypes))("%s", (type, ours) => {
    const theirs = () => {
      const found = facts.targetResourceTypes.find((item) => item.type === type);
      if (!found) throw new Error(`AWS has no target type ${type}`);
      return found;
    };

    test("is selected as AWS selects it", () => {
      expect([...ours.by].sort()).toEqual([...theirs().identifiableBy].sort());
      expect(ours.filters).toBe(theirs().filtersSupported ?? false);
    });

    test("has the parameters that AWS gives it", () => {
      const stated = Object.entries(theirs().parameters).map(([name, { required, allowed }]) => [name, { required, allowed }]);
      const mine = Object.entries(ours.parameters).map(([name, { required, allowed }]) => [name, { required, allowed }]);
      expect(Object.fromEntries(mine)).toEqual(Object.fromEntries(stated));
    });
  });

  test("every target type of the catalogue is described", () => {
    const used = new Set(Object.values(catalogue).flatMap(({ targets }) => Object.values(targets)));
    expect([...used].sort()).toEqual(Object.keys(targetTypes).sort());
  });

  test.each(Object.entries(hostDocuments))("%s takes what AWS's document takes", (name, ours) => {
    const theirs = facts.ssmDocuments.documents.find((item) => item.name === name)?.parameters ?? {};
    const shape = (parameters: Readonly<Record<string, { readonly required: boolean; readonly allowed?: readonly string[] }>>) =>
      Object.fromEntries(Object.entries(parameters).map(([key, { required, allowed }]) => [key, { required, allowed }]));
    const { InstallDependencies, ...rest } = shape(ours);
    const { InstallDependencies: stated, ...others } = shape(theirs);
    expect(rest).toEqual(others);
    expect(InstallDependencies?.required).toBe(stated?.required);
  });
});
