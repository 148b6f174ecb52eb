import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkTemplate, type Finding, readExperiments, Unknown } from "../../src/exchange";

function read(file: string, text: string) {
  const { templates, findings } = readExperiments(file, text);
  return { templates, findings: [...findings, ...templates.flatMap(checkTemplate)] };
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ severity, code, path, place }) => `${place?.line} ${severity} ${code} ${path}`);

const DELAY = `apiVersion: chaos-mesh.org/v1alpha1
kind: NetworkChaos
metadata:
  name: slow.orders
  namespace: shop
spec:
  action: delay
  mode: one
  duration: 1m30s
  selector: { labelSelectors: { app: orders } }
  delay: { latency: 200ms }
`;

test("a resource of Chaos Mesh is the action that FIS creates it by; what it does not say is unknown", () => {
  const { templates, findings } = read("delay.yaml", DELAY);
  expect(findings).toEqual([]);
  expect(templates[0]).toMatchObject({
    format: "chaos-mesh",
    name: "slow.orders",
    template: {
      roleArn: expect.any(Unknown),
      actions: {
        "slow-orders": {
          actionId: "aws:eks:inject-kubernetes-custom-resource",
          parameters: { kubernetesKind: "NetworkChaos", kubernetesNamespace: "shop", maxDuration: "PT2M" },
        },
      },
    },
  });
});

test("what FIS would refuse in it is found at its place in the YAML", () => {
  const long = DELAY.replace("app: orders", `app: ${"x".repeat(1_100)}`);
  expect(told(read("delay.yaml", long).findings)).toEqual(["6 error too-long spec"]);
  expect(told(read("delay.yaml", DELAY.replace("1m30s", "13h")).findings)).toEqual(["9 error duration-out-of-range spec.duration"]);
});

test("a field that the cluster does not know is a warning, one of another type an error; both at their line", () => {
  expect(told(read("delay.yaml", DELAY.replace("  mode: one\n", "  mode: 1\n  moode: one\n")).findings)).toEqual([
    "8 error wrong-type spec.mode",
    "9 warning unknown-property spec.moode",
  ]);
});

test.each([
  ["chaos-mesh.org/v1alpha1", "Schedule", "runs-by-itself"],
  ["chaos-mesh.org/v1alpha1", "Workflow", "runs-by-itself"],
  ["litmuschaos.io/v1alpha1", "ChaosResult", "not-an-experiment"],
  ["chaosmesh.chaos-mesh.org/v1alpha1", "IOChaos", "wrong-group"],
])("%s %s is refused by name with the next step", (apiVersion, kind, code) => {
  const { findings } = read("x.yaml", `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`);
  expect(findings).toEqual([expect.objectContaining({ code, severity: "error", remedy: expect.stringMatching(/^(Give|Write)/) })]);
  expect([apiVersion, kind]).toContain(findings[0]?.given);
});

test("several resources in a file are several experiments", () => {
  expect(read("two.yaml", `${DELAY}---\n${DELAY.replace("slow.orders", "slow.users")}`).templates.map(({ name }) => name)).toEqual([
    "slow.orders",
    "slow.users",
  ]);
});

const EXAMPLES = join(__dirname, "../../../shared/cases/k8s-crds/examples");
/** Kinds that FIS does not create or that run by themselves, and a sample that was never filled in. */
const NOT_TAKEN = /blockchaos|web-show-pod-failure|sample-chaosoperator/i;
/** Published examples of another version than the definition beside them: their cluster would refuse them. */
const OUTDATED: readonly string[] = [
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
const examples = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).filter((name) => !NOT_TAKEN.test(name)) : [];

(examples.length > 0 ? test.each(examples) : test.skip.each(["every example of a CRD (none is beside this checkout)"]))(
  "%s is taken, or refused where its definition differs",
  (name) => {
    const { templates, findings } = read(name, readFileSync(join(EXAMPLES, name), "utf8"));
    const errors = findings.filter(({ severity }) => severity === "error");
    if (OUTDATED.includes(name)) for (const { path } of errors) expect(path).toMatch(/^spec\./);
    else expect(errors).toEqual([]);
    expect(errors.length > 0).toBe(OUTDATED.includes(name));
    expect(templates.length).toBeGreaterThan(0);
  },
);

const TOOLKIT = {
  title: "Does the shop survive the loss of an instance?",
  description: "…",
  "steady-state-hypothesis": { title: "ok", probes: [] },
  method: [
    {
      type: "action",
      name: "stop one",
      provider: {
        type: "python",
        module: "chaosaws.ec2.actions",
        func: "stop_instance",
        arguments: {
          az: "us-east-1a",
          filters: [
            { Name: "tag:Team", Values: ["web"] },
            { Name: "instance-state-name", Values: ["running"] },
          ],
        },
      },
    },
    {
      type: "action",
      name: "stop one",
      background: true,
      provider: { type: "python", module: "chaosaws.rds.actions", func: "failover_db_cluster", arguments: { db_cluster_identifier: "db" } },
    },
    {
      type: "action",
      name: "some pods",
      provider: {
        type: "python",
        module: "chaosk8s.pod.actions",
        func: "terminate_pods",
        arguments: { label_selector: "app=web", ns: "shop", qty: 2 },
      },
    },
  ],
};

test("an experiment of Chaos Toolkit becomes actions of FIS, one after the other", () => {
  const { templates, findings } = read("x.json", JSON.stringify(TOOLKIT, null, 2));
  expect(told(findings)).toEqual(["4 warning not-expressible steady-state-hypothesis"]);
  expect(templates[0]?.template).toMatchObject({
    actions: {
      "stop-one": { actionId: "aws:ec2:stop-instances", targets: { Instances: "stop-one" } },
      "stop-one-2": { actionId: "aws:rds:failover-db-cluster", startAfter: ["stop-one"] },
      "some-pods": { actionId: "aws:eks:pod-delete", startAfter: ["stop-one"] },
    },
    targets: {
      "stop-one": {
        resourceTags: { Team: "web" },
        filters: [
          { path: "State.Name", values: ["running"] },
          { path: "Placement.AvailabilityZone", values: ["us-east-1a"] },
        ],
        selectionMode: "COUNT(1)",
      },
      "some-pods": { parameters: { namespace: "shop", selectorValue: "app=web" }, selectionMode: "COUNT(2)" },
    },
  });
});

test("what it says and FIS cannot is told, each with what to do; nothing is dropped in silence", () => {
  const rich = {
    ...TOOLKIT,
    rollbacks: [{ type: "action" }],
    controls: [{ name: "x" }],
    method: [
      { type: "probe", name: "up?", provider: { type: "http", url: "http://x" } },
      { type: "action", name: "burn", pauses: { after: 5 }, provider: { type: "process", path: "burn.sh" } },
      {
        type: "action",
        name: "by pattern",
        provider: { type: "python", module: "chaosk8s.pod.actions", func: "terminate_pods", arguments: { name_pattern: "web-.*" } },
      },
      {
        type: "action",
        name: "wild",
        provider: {
          type: "python",
          module: "chaosaws.ec2.actions",
          func: "stop_instances",
          arguments: { force: true, filters: [{ Name: "tag:Team", Values: ["a", "b"] }] },
        },
      },
    ],
  };
  const { findings } = read("x.json", JSON.stringify(rich));
  const lost = findings.filter(({ code }) => code === "not-expressible");
  expect(lost.map(({ path }) => path)).toEqual([
    "steady-state-hypothesis",
    "rollbacks",
    "controls",
    "method[0]",
    "method[1].pauses",
    "method[1].provider",
    "method[2].provider.arguments.name_pattern",
    "method[3].provider.arguments.filters",
    "method[3].provider.arguments.force",
  ]);
  for (const { severity, remedy } of lost)
    expect({ severity, remedy }).toEqual({ severity: "warning", remedy: expect.stringMatching(/\w/) });
});

test("what Chaos Toolkit itself would refuse is an error", () => {
  const { findings } = read("x.yaml", "title: x\nmethod:\n  - type: thing\n  - type: action\n    provider: {}\n");
  expect(told(findings)).toEqual([
    "1 error missing description",
    "3 error not-an-activity method[0].type",
    "4 error missing method[1].name",
    "5 error missing method[1].provider",
  ]);
});

test("whatever is in a document of these formats, nothing is thrown", () => {
  const part = fc.jsonValue();
  fc.assert(
    fc.property(part, part, part, (a, b, c) => {
      const texts = [
        { apiVersion: "chaos-mesh.org/v1alpha1", kind: "PodChaos", metadata: a, spec: b },
        { title: a, description: b, method: c },
        {
          title: "x",
          description: "y",
          method: [
            {
              type: "action",
              name: "n",
              provider: {
                type: "python",
                module: "chaosaws.ec2.actions",
                func: "stop_instances",
                arguments: { filters: a, instance_ids: b, az: c },
              },
            },
          ],
        },
        {
          title: "x",
          description: "y",
          method: [
            {
              type: "action",
              name: "n",
              provider: { type: "python", module: "chaosk8s.pod.actions", func: "terminate_pods", arguments: a },
            },
          ],
        },
      ];
      for (const text of texts) expect(() => read("x.json", JSON.stringify(text))).not.toThrow();
    }),
  );
});
