import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../src/experiment";
import { catalogue, ec2 } from "../../src/faults";
import { requests, sound } from "../experiment/definitions";

/** Templates that others published, each with whether FIS takes it; kept outside of this repository. */
const FOLDER = join(__dirname, "..", "..", "..", "shared", "cases", "fis-templates");

interface Template {
  readonly actions: Readonly<
    Record<string, { readonly actionId: string; readonly parameters?: Record<string, string>; readonly targets?: Record<string, string> }>
  >;
  readonly targets?: Readonly<
    Record<
      string,
      {
        readonly resourceType: string;
        readonly selectionMode: string;
        readonly resourceArns?: readonly string[];
        readonly resourceTags?: Readonly<Record<string, string>>;
        readonly filters?: readonly unknown[];
        readonly parameters?: Readonly<Record<string, string>>;
      }
    >
  >;
}

const present = existsSync(join(FOLDER, "INDEX.json"));
const index: readonly { readonly file: string; readonly expected: string }[] = present
  ? JSON.parse(readFileSync(join(FOLDER, "INDEX.json"), "utf8"))
  : [];

/** What others write and we refuse on purpose. */
const refusedOnPurpose: Readonly<Record<string, readonly string[]>> = {
  // Filters alone reach everything in the account that they match.
  "fissamples__lib-fis-example-stack_fis-template-demo-cpu-stress@16966093.json instanceActions": ["targets.Instances.tags tag-count"],
  "fissamples__lib-fis-example-stack_fis-template-demo-stop-instance@16966093.json instanceActions": ["targets.Instances.tags tag-count"],
  // FIS takes it, and nothing says that the stress would end with the action.
  "youngook-fis__templates-eks-pod-mem@b93a02ca.json eks-kill-pod": ["parameters.kubernetesSpec.duration no-end"],
};

const selection = (mode: string) =>
  mode
    .replace(/^ALL$/, "all")
    .replace(/^COUNT\((\d+)\)$/, "$1 of them")
    .replace(/^PERCENT\((\d+)\)$/, "$1%");

/** The actions of a template that are in our catalogue, as faults. */
function faultsIn({ actions, targets = {} }: Template): readonly [string, unknown][] {
  return Object.entries(actions)
    .filter(([, { actionId }]) => Object.hasOwn(catalogue, actionId))
    .map(([name, action]) => {
      const hit = Object.entries(action.targets ?? {}).map(([key, target]) => {
        const { resourceType, selectionMode = "ALL", resourceArns, resourceTags, filters, parameters } = targets[target] ?? {};
        return [key, { resourceType, select: selection(selectionMode), arns: resourceArns, tags: resourceTags, filters, parameters }];
      });
      return [name, { actionId: action.actionId, parameters: action.parameters ?? {}, targets: Object.fromEntries(hit) }];
    });
}

function problems(fault: unknown): readonly string[] {
  const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };
  const faults = { it: fault, besides: ec2.terminateInstances({ instances: { tags: { a: "b" } } }) };
  const compiled = compile("published", { ...sound(), faults, effect, maxDuration: "12h" });
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path.replace("faults.it.", "")} ${code}`);
}

const cases = index
  .filter(({ expected }) => expected === "accept")
  .flatMap(({ file }) =>
    faultsIn(JSON.parse(readFileSync(join(FOLDER, file), "utf8"))).map(([name, fault]): [string, unknown] => [`${file} ${name}`, fault]),
  );

(present ? test : test.skip).each(present ? cases : [["", undefined]])("%s: as its authors use it, so it is taken", (name, fault) => {
  expect(problems(fault)).toEqual(refusedOnPurpose[name] ?? []);
});

(present ? test : test.skip)("the refusals on purpose are of cases that are there", () => {
  expect(cases.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(refusedOnPurpose)));
});
