import { programOf, readExperiments } from "../../src/exchange";
import { experimentOf, isFisTemplateWith } from "../../src/exchange/template";
import { compile } from "../../src/experiment";
import { requests, sound } from "../experiment/definitions";
import { diagnose } from "../house/typescript";
import { evaluated, requestIn, withoutEmptyMaps } from "./programs";

const MESH = `apiVersion: chaos-mesh.org/v1alpha1
kind: NetworkChaos
metadata: { name: slow.orders, namespace: shop }
spec:
  action: delay
  mode: one
  duration: 1m30s
  selector: { labelSelectors: { app: orders } }
  delay: { latency: 200ms }
`;
const LITMUS = `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata: { name: kill, namespace: shop }
spec:
  engineState: active
  appinfo: { appns: shop, applabel: app=orders, appkind: deployment }
  chaosServiceAccount: litmus
  components: { runner: { secrets: [{ name: own }] } }
  experiments:
    - name: pod-delete
      spec: { components: { env: [{ name: TOTAL_CHAOS_DURATION, value: "60" }] } }
`;
const action = (name: string, module: string, func: string, more: object, isBackground = false) => ({
  type: "action",
  name,
  ...(isBackground ? { background: true } : {}),
  provider: { type: "python", module, func, arguments: more },
});
const TOOLKIT = JSON.stringify({
  title: "Loss",
  description: "an instance, a writer, two pods",
  method: [
    action("stop one", "chaosaws.ec2.actions", "stop_instance", { az: "us-east-1a", filters: [{ Name: "tag:Team", Values: ["web"] }] }),
    action("fail over", "chaosaws.rds.actions", "failover_db_cluster", { db_cluster_identifier: "db" }, true),
    action("some pods", "chaosk8s.pod.actions", "terminate_pods", { label_selector: "app=web", ns: "shop", qty: 2 }),
  ],
});

const ROLE = "arn:aws:iam::123456789012:role/fis";
const CLUSTER = "arn:aws:eks:eu-west-1:123456789012:cluster/shop";
const ALARM = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a";
const DATABASE = "arn:aws:rds:eu-west-1:123456789012:cluster:db";
const always = { experimentRole: ROLE, stopConditions: [ALARM] };
const stop = [{ source: "aws:cloudwatch:alarm", value: ALARM }];
const createsIn = (name: string, kind: string, apiVersion: string, spec: object, maxDuration: string) => ({
  description: `${kind} ${name}`,
  roleArn: ROLE,
  stopConditions: stop,
  targets: { cluster: { resourceType: "aws:eks:cluster", resourceArns: [CLUSTER], selectionMode: "ALL" } },
  actions: {
    [name.replace(".", "-")]: {
      actionId: "aws:eks:inject-kubernetes-custom-resource",
      description: `${kind} ${name}`,
      parameters: {
        kubernetesApiVersion: apiVersion,
        kubernetesKind: kind,
        kubernetesNamespace: "shop",
        kubernetesSpec: JSON.stringify(spec),
        maxDuration,
      },
      targets: { Cluster: "cluster" },
    },
  },
});

interface Case {
  readonly file: string;
  readonly text: string;
  /** What only a deployment knows. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly by: readonly string[];
  readonly exported: object;
}

const cases: Readonly<Record<string, Case>> = {
  "Chaos Mesh": {
    file: "slow.yaml",
    text: MESH,
    values: { ...always, cluster: CLUSTER },
    by: ["eks.chaosMesh.networkChaos"],
    exported: createsIn(
      "slow.orders",
      "NetworkChaos",
      "chaos-mesh.org/v1alpha1",
      {
        action: "delay",
        mode: "one",
        duration: "1m30s",
        selector: { labelSelectors: { app: "orders" } },
        delay: { latency: "200ms" },
      },
      "PT2M",
    ),
  },
  Litmus: {
    file: "kill.yaml",
    text: LITMUS,
    values: { ...always, cluster: CLUSTER, howLongFISWaitsForIt: "5m" },
    by: ["eks.litmus.chaosEngine"],
    exported: createsIn(
      "kill",
      "ChaosEngine",
      "litmuschaos.io/v1alpha1",
      {
        engineState: "active",
        appinfo: { appns: "shop", applabel: "app=orders", appkind: "deployment" },
        chaosServiceAccount: "litmus",
        components: { runner: { secrets: [{ name: "own" }] } },
        experiments: [{ name: "pod-delete", spec: { components: { env: [{ name: "TOTAL_CHAOS_DURATION", value: "60" }] } } }],
      },
      "PT5M",
    ),
  },
  "Chaos Toolkit": {
    file: "loss.json",
    text: TOOLKIT,
    values: { ...always, arnOfDb: DATABASE, cluster: "shop", serviceAccountForFIS: "fis" },
    by: ["ec2.stopInstances", "rds.failoverDbCluster", "eks.podDelete"],
    exported: {
      description: "Loss",
      roleArn: ROLE,
      stopConditions: stop,
      targets: {
        "stop-one": {
          resourceType: "aws:ec2:instance",
          resourceTags: { Team: "web" },
          filters: [{ path: "Placement.AvailabilityZone", values: ["us-east-1a"] }],
          selectionMode: "COUNT(1)",
        },
        "fail-over": { resourceType: "aws:rds:cluster", resourceArns: [DATABASE], selectionMode: "ALL" },
        "some-pods": {
          resourceType: "aws:eks:pod",
          parameters: { clusterIdentifier: "shop", namespace: "shop", selectorType: "labelSelector", selectorValue: "app=web" },
          selectionMode: "COUNT(2)",
        },
      },
      actions: {
        "stop-one": { actionId: "aws:ec2:stop-instances", description: "stop one", targets: { Instances: "stop-one" } },
        "fail-over": {
          actionId: "aws:rds:failover-db-cluster",
          description: "fail over",
          startAfter: ["stop-one"],
          targets: { Clusters: "fail-over" },
        },
        "some-pods": {
          actionId: "aws:eks:pod-delete",
          description: "some pods",
          parameters: { kubernetesServiceAccount: "fis" },
          startAfter: ["stop-one"],
          targets: { Pods: "some-pods" },
        },
      },
    },
  },
};

const imported = Object.entries(cases).map(([name, one]) => ({
  name,
  one,
  program: programOf(one.file, readExperiments(one.file, one.text).templates, []),
}));
const said = diagnose(Object.fromEntries(imported.map(({ one, program }) => [`imported/${one.file}.ts`, program.text])));

describe.each(imported)("what is written of a file of $name", ({ one, program }) => {
  test("type-checks, by functions of its own, and asks for what only a deployment knows", () => {
    expect(said[`imported/${one.file}.ts`]).toEqual([]);
    expect(program.imported.flatMap(({ actions }) => actions.map(({ by }) => by))).toEqual(one.by);
    const asked = program.imported.flatMap(({ parameters }) => parameters.map(({ name }) => name));
    expect([...asked].sort()).toEqual(Object.keys(one.values).sort());
  });

  test("exports what the file means", () => {
    expect(withoutEmptyMaps(requestIn(program.text, one.values))).toEqual(one.exported);
  });

  test("becomes an experiment that compiles", () => {
    const [made] = Object.values(evaluated(program.text)).filter(isFisTemplateWith);
    if (!made) throw new Error("it exports no template");
    const { faults: _, ...own } = sound();
    const effect = { some: { metric: requests, becomes: { below: "10 requests" } } } as const;
    const blastRadius = { atMost: "3 pods" } as const;
    const definition = experimentOf(made(one.values), { ...own, effect, blastRadius, leaving: ["role", "stopConditions"] });
    const compiled = compile("imported", definition);
    expect(compiled.ok ? [] : compiled.problems).toEqual([]);
  });
});
