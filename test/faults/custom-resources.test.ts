import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { compile, type ExperimentDefinition } from "../../src/experiment";
import { catalogue, customResourceSchemas, eks, type Fault, misfits, type StructuralSchema } from "../../src/faults";
import { requests, sound } from "../experiment/definitions";
import { every } from "./every";

/** Resources that Chaos Mesh and Litmus publish, kept outside of this repository. */
const EXAMPLES = join(__dirname, "..", "..", "..", "shared", "cases", "k8s-crds", "examples");
const present = existsSync(EXAMPLES);

interface Resource {
  readonly kind: string;
  readonly spec: Record<string, unknown>;
}

const examples = (present ? readdirSync(EXAMPLES) : [])
  .filter((file) => file.endsWith(".yaml"))
  .flatMap((file) =>
    parseAllDocuments(readFileSync(join(EXAMPLES, file), "utf8")).map((document): [string, Resource] => [
      file,
      document.toJS() as Resource,
    ]),
  )
  .filter(([, resource]) => Object.hasOwn(customResourceSchemas, resource?.kind ?? ""));

/** Published, and not what their own definition allows: scaffolds with a field `foo`, and probes as an older version had them. */
const unfit = [
  "chaos-mesh__sample-chaosoperator-v1alpha1-iochaos.yaml",
  "chaos-mesh__sample-chaosoperator-v1alpha1-podchaos.yaml",
  "litmus__chaos-resources-probes-cmdProbe-inline-mode.yaml",
  "litmus__chaos-resources-probes-common-initial-delay-seconds.yaml",
  "litmus__chaos-resources-probes-common-probe-modes.yaml",
  "litmus__chaos-resources-probes-common-stop-on-failure.yaml",
  "litmus__chaos-resources-probes-httpProbe-http-insecureSkipVerify.yaml",
  "litmus__chaos-resources-probes-httpProbe-http-post-with-bodyPath.yaml",
  "litmus__chaos-resources-probes-k8sProbe-absent-operation.yaml",
  "litmus__chaos-resources-probes-k8sProbe-delete-operation.yaml",
  "litmus__chaos-resources-probes-promProbe-prom-probe-with-query.yaml",
];
const fitting = examples.filter(([file]) => !unfit.includes(file));

const schemaOf = (kind: string): StructuralSchema => {
  const schema = customResourceSchemas[kind];
  if (!schema) throw new Error(`no schema of ${kind}`);
  return schema;
};

const inCluster = { cluster: "arn:aws:eks:eu-west-1:123456789012:cluster/shop", namespace: "orders", maxDuration: "5m" } as const;
const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };

function problems(fault: Fault): readonly string[] {
  const faults = { it: fault, besides: every.terminate as Fault };
  const compiled = compile("resources", { ...sound(), faults, effect, maxDuration: "1h" });
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path.replace("faults.it.parameters.", "")} ${code}`);
}

/** A network fault with anything in its specification. */
const network = (spec: object, maxDuration: "5m" | "1m" = "5m") =>
  eks.chaosMesh.networkChaos({ ...inCluster, maxDuration, spec: spec as Parameters<typeof eks.chaosMesh.networkChaos>[0]["spec"] });
const delay = { selector: { labelSelectors: { app: "orders" } }, mode: "one", action: "delay", delay: { latency: "100ms" } };

const engine = (...seconds: readonly (string | undefined)[]) =>
  eks.litmus.chaosEngine({
    ...inCluster,
    spec: {
      experiments: seconds.map((value) => ({
        name: "x",
        spec: { components: { env: value === undefined ? [] : [{ name: "TOTAL_CHAOS_DURATION", value }] } },
      })),
    },
  });

test("there is a schema of every kind that FIS takes, but of schedules", () => {
  const kinds = catalogue["aws:eks:inject-kubernetes-custom-resource"]?.parameters.kubernetesKind?.allowed ?? [];
  expect(Object.keys(customResourceSchemas).sort()).toEqual(kinds.filter((kind) => kind !== "Schedule").sort());
});

(present ? test : test.skip)("there are published examples to check (needs ../shared/cases/k8s-crds)", () => {
  expect(examples.length).toBeGreaterThan(45);
  expect(new Set(examples.map(([, { kind }]) => kind)).size).toBeGreaterThan(8);
});

(present ? test : test.skip).each(present ? fitting : [["", { kind: "", spec: {} }]])("%s fits its schema", (_, { kind, spec }) => {
  expect(misfits(schemaOf(kind), spec)).toEqual([]);
});

(present ? test : test.skip).each(unfit)("%s is found not to fit", (file) => {
  const [, example] = examples.find(([name]) => name === file) ?? [];
  expect(misfits(schemaOf(example?.kind ?? ""), example?.spec)).not.toEqual([]);
});

/** Ways to spoil a value that fits, each with what is found then: at the path of the value, or below it. */
function spoilings(schema: StructuralSchema, value: unknown, path: readonly (string | number)[] = []): readonly Spoiling[] {
  const here: Spoiling[] = [];
  if (schema.type && !schema["x-kubernetes-int-or-string"]) here.push({ path, to: schema.type === "boolean" ? "yes" : Symbol.iterator });
  if (schema.enum) here.push({ path, to: "none-of-these" });
  if (schema.pattern) here.push({ path, to: "\u0000" });
  if (schema.minimum !== undefined) here.push({ path, to: schema.minimum - 1 });
  if (schema.maximum !== undefined) here.push({ path, to: schema.maximum + 1 });
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return [...here, ...value.flatMap((item, index) => spoilings(items, item, [...path, index]))];
  }
  if (typeof value !== "object" || value === null) return here;
  const { properties = {}, required = [], additionalProperties } = schema;
  for (const key of required) here.push({ path: [...path, key], to: undefined });
  if (schema.properties && additionalProperties === undefined && !schema["x-kubernetes-preserve-unknown-fields"])
    here.push({ path: [...path, "notAField"], to: 1 });
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, item]) => (properties[key] ? spoilings(properties[key], item, [...path, key]) : [])),
  ];
}

interface Spoiling {
  readonly path: readonly (string | number)[];
  /** Left out when it is undefined. */
  readonly to: unknown;
}

function spoil(value: unknown, { path, to }: Spoiling): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? spoil(item, { path: rest, to }) : item));
  const changed = { ...(value as object), [step]: spoil((value as Record<string, unknown>)[step], { path: rest, to }) };
  return Object.fromEntries(Object.entries(changed).filter(([, item]) => item !== undefined));
}

(present ? test : test.skip)("a published example with one thing spoilt is refused at that place", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(fitting.length > 0 ? fitting : [["", { kind: "", spec: {} }] as [string, Resource]])),
      fc.nat(),
      (example, pick) => {
        const [, { kind, spec }] = example;
        const ways = spoilings(schemaOf(kind), spec);
        const way = ways[pick % ways.length];
        if (!way) return;
        const found = misfits(schemaOf(kind), spoil(spec, way)).map(({ path }) => path.join("."));
        expect(found).toContain(way.path.join("."));
      },
    ),
    { numRuns: 500 },
  );
});

test("whatever is given as a specification, it is checked and nothing throws", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(customResourceSchemas)), fc.jsonValue(), (kind, value) => {
      expect(Array.isArray(misfits(schemaOf(kind), value))).toBe(true);
    }),
  );
});

describe("a custom resource that would do harm or nothing is refused at its place", () => {
  test.each<[string, Fault, string]>([
    ["a field that nobody knows", network({ ...delay, duration: "2m", latency: "1s" }), "kubernetesSpec.latency unknown-property"],
    ["an action that Chaos Mesh does not have", network({ ...delay, duration: "2m", action: "slow" }), "kubernetesSpec.action not-allowed"],
    ["no selector", network({ ...delay, duration: "2m", selector: undefined }), "kubernetesSpec.selector missing"],
    ["no end of its own", network(delay), "kubernetesSpec.duration no-end"],
    ["an end that cannot be read", network({ ...delay, duration: "soon" }), "kubernetesSpec.duration no-end"],
    ["as long as FIS follows it", network({ ...delay, duration: "5m" }), "kubernetesSpec.duration outlives-action"],
    [
      "too long with the time that the operator takes to start",
      network({ ...delay, duration: "31s" }, "1m"),
      "kubernetesSpec.duration outlives-action",
    ],
    [
      "a schedule of its own",
      network({ ...delay, duration: "2m", scheduler: { cron: "@every 1m" } }),
      "kubernetesSpec.scheduler schedule-inside",
    ],
    ["more than FIS takes", network({ ...delay, duration: "2m", externalTargets: ["x".repeat(1_000)] }), "kubernetesSpec too-long"],
    [
      "a schedule",
      {
        ...network({ ...delay, duration: "2m" }),
        parameters: { ...network({ ...delay, duration: "2m" }).parameters, kubernetesKind: "Schedule" },
      },
      "kubernetesKind schedule-inside",
    ],
    [
      "a kind of the other operator",
      { ...engine("60"), parameters: { ...engine("60").parameters, kubernetesApiVersion: "chaos-mesh.org/v1alpha1" } },
      "kubernetesApiVersion not-allowed",
    ],
    ["an engine without experiments", engine(), "kubernetesSpec.experiments no-end"],
    ["an experiment without an end", engine("60", undefined), "kubernetesSpec.experiments[1].spec.components.env no-end"],
    ["experiments that last too long one after the other", engine("150", "150"), "kubernetesSpec.experiments outlives-action"],
    ["an end that is not a number of seconds", engine("2m"), "kubernetesSpec.experiments[0].spec.components.env no-end"],
    [
      "two clusters",
      {
        ...engine("60"),
        targets: { Cluster: { resourceType: "aws:eks:cluster", arns: [inCluster.cluster, inCluster.cluster], select: "all" } },
      },
      "faults.it.targets.Cluster.arns arn-count",
    ],
    [
      "clusters by their tags",
      { ...engine("60"), targets: { Cluster: { resourceType: "aws:eks:cluster", tags: { a: "b" }, select: "all" } } },
      "faults.it.targets.Cluster not-by-tags",
    ],
  ])("%s", (_, fault, expected) => {
    expect(problems(fault)).toContain(expected);
  });

  test("and one that ends half a minute before FIS looks away is taken", () => {
    expect(problems(network({ ...delay, duration: "30s" }, "1m"))).toEqual([]);
    expect(problems(network({ ...delay, duration: "4m30s" }))).toEqual([]);
    expect(problems(engine("120", "150"))).toEqual([]);
  });

  test("only what has an end and is no kill counts as reverting", () => {
    const revertsOf = (it: Fault) => {
      const faults = { it, besides: every.terminate as Fault };
      const compiled = compile("resources", { ...sound(), faults, effect, maxDuration: "1h" });
      return compiled.ok ? compiled.value.actions[0]?.reverts : undefined;
    };
    expect(revertsOf(every.meshNetwork as Fault)).toBe("always");
    expect(revertsOf(every.meshTime as Fault)).toBe("always");
    expect(revertsOf(every.meshPod as Fault)).toBe("never");
    expect(revertsOf(every.litmus as Fault)).toBe("never");
  });

  test("a kill is one blow and needs no end", () => {
    expect(problems(every.meshPod as Fault)).toEqual([]);
  });
});
