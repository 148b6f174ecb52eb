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
  ["chaosmesh.chaos-mesh.org/v1alpha1", "IOChaos", "wrong-group"],
])("%s %s is refused by name with the next step", (apiVersion, kind, code) => {
  const { findings } = read("x.yaml", `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`);
  expect(findings).toEqual([expect.objectContaining({ code, severity: "error", remedy: expect.stringMatching(/^(Give|Write)/) })]);
  expect([apiVersion, kind]).toContain(findings[0]?.given);
});

test("a resource beside the faults is a warning; a file of nothing else has no experiment", () => {
  const result = "apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosResult\nmetadata: { name: a }\n";
  expect(told(read("both.yaml", `${DELAY}---\n${result}`).findings)).toEqual(["14 warning not-an-experiment kind"]);
  expect(told(read("alone.yaml", result).findings)).toEqual(["2 warning not-an-experiment kind", "1 error no-experiment "]);
});

test("a group of the operator's other kinds is not one of its faults written wrong", () => {
  const policy = "apiVersion: eventtracker.litmuschaos.io/v1\nkind: EventTrackerPolicy\nmetadata: { name: a }\n";
  expect(told(read("policy.yaml", policy).findings)).toEqual(["1 error no-experiment "]);
});

const SCHEDULE = `apiVersion: chaos-mesh.org/v1alpha1
kind: Schedule
metadata: { name: nightly, namespace: shop }
spec:
  schedule: "0 3 * * *"
  type: IOChaos
  ioChaos:
    action: latency
    mode: one
    delay: 10
    duration: 2m
    volumePath: /data
    selector: { labelSelectors: { app: orders } }
`;
const WORKFLOW = `apiVersion: chaos-mesh.org/v1alpha1
kind: Workflow
metadata: { name: two }
spec:
  entry: all
  templates:
    - { name: all, templateType: Serial, children: [kill] }
    - name: kill
      templateType: PodChaos
      podChaos: { action: pod-kill, mode: one, selector: { namespaces: [shop] } }
`;
const CHAOS_SCHEDULE = `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosSchedule
metadata: { name: often }
spec:
  schedule: { now: true }
  engineTemplateSpec:
    engineState: activ
    experiments: [{ name: pod-delete, spec: { components: { env: [{ name: TOTAL_CHAOS_DURATION, value: "30" }] } } }]
`;

test("of what starts others by itself these are the experiments, checked where they stand", () => {
  expect(told(read("s.yaml", SCHEDULE).findings)).toEqual(["2 warning runs-by-itself kind", "10 error wrong-type spec.ioChaos.delay"]);
  expect(told(read("w.yaml", WORKFLOW).findings)).toEqual(["2 warning runs-by-itself kind"]);
  expect(told(read("c.yaml", CHAOS_SCHEDULE).findings)).toEqual([
    "2 warning runs-by-itself kind",
    "7 error bad-pattern spec.engineTemplateSpec.engineState",
  ]);
  const [kill] = read("w.yaml", WORKFLOW).templates;
  expect(kill).toMatchObject({ name: "kill", template: { actions: { kill: { parameters: { kubernetesKind: "PodChaos" } } } } });
});

test("a null stands for nothing, as the API server reads it", () => {
  expect(told(read("delay.yaml", `${DELAY}  remoteCluster: null\n`).findings)).toEqual([]);
  expect(told(read("delay.yaml", DELAY.replace("mode: one", "mode: null")).findings)).toEqual(["8 error missing spec.mode"]);
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

test("an activity that refers to another by its name is that one; to none is an error", () => {
  const [stop] = TOOLKIT.method;
  const twice = {
    ...TOOLKIT,
    "steady-state-hypothesis": { title: "ok", probes: [{ type: "probe", name: "up?", provider: { type: "http", url: "http://x" } }] },
  };
  const { templates, findings } = read("x.json", JSON.stringify({ ...twice, method: [stop, { ref: "up?" }, { ref: "stop one" }] }));
  expect(Object.keys((templates[0]?.template as { actions: object }).actions)).toEqual(["stop-one", "stop-one-2"]);
  expect(findings.map(({ severity, code, path }) => [severity, code, path])).toContainEqual(["warning", "not-expressible", "method[1]"]);
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  const lost = read("x.json", JSON.stringify({ ...twice, method: [stop, { ref: "down?" }] })).findings;
  expect(lost.filter(({ severity }) => severity === "error").map(({ code, path }) => [code, path])).toEqual([
    ["unknown-activity", "method[1].ref"],
  ]);
});

test("another file with a method is no experiment of Chaos Toolkit", () => {
  expect(told(read("x.yaml", "method: GET\ntitle: x\n").findings)).toEqual(["1 error no-experiment "]);
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
