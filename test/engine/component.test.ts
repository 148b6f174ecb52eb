import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../cli/faultline";
import { installed } from "./foreign";
import { inventory } from "./inventory";
import { attached, linked, pulumi } from "./project";
import { counts, withPulumi } from "./pulumi";

const ROOT = join(__dirname, "../..");

const METRIC = { namespace: "Shop", name: "Errors", statistic: "Sum", unit: "Count" };

const DEFINITION = {
  hypothesis: "Nobody notices",
  owner: "team@example.com",
  runbook: "https://example.com/runbook",
  steadyState: { errors: { metric: METRIC, is: { below: "1 error" } } },
  guards: { errors: { metric: { ...METRIC, dimensions: { Queue: "QUEUE" } }, breachedWhen: { above: "10 errors" } } },
  faults: {
    terminate: {
      actionId: "aws:ec2:terminate-instances",
      parameters: {},
      targets: { Instances: { resourceType: "aws:ec2:instance", tags: { Service: "web" }, select: "1 of them" } },
    },
  },
  blastRadius: { atMost: "1 instance" },
  traffic: { metric: { ...METRIC, name: "Requests" }, atLeast: "1/s" },
  recovery: { within: "5m" },
  maxDuration: "10m",
};

/** What a program in another language sends: a component of a package, by its type's name and plain inputs. */
const program = (component: string, more: object = {}, further = "") =>
  linked(
    folder({
      "Pulumi.yaml": `name: other\nruntime: nodejs\nplugins:\n  providers:\n    - name: faultline\n      path: ${component}\n`,
      "Pulumi.test.yaml": "config:\n  aws:region: us-east-1\n",
      "index.js": `
        const aws = require("@pulumi/aws");
        const pulumi = require("@pulumi/pulumi");
        const queue = new aws.cloudwatch.LogGroup("queue");
        class Remote extends pulumi.ComponentResource {
          constructor(kind, name, inputs, outputs, opts = {}) {
            super("faultline:index:" + kind, name, { ...inputs, ...Object.fromEntries(outputs.map((key) => [key, undefined])) }, opts, true);
          }
        }
        const definition = ${JSON.stringify({ ...DEFINITION, ...more }).replace('"QUEUE"', "queue.name")};
        const experiment = (name, opts) => new Remote("Experiment", name, definition, ["manifest", "templateId", "roleArn"], opts);
        const orchestrator = (name, inputs, opts) => new Remote("Orchestrator", name, inputs, ["deployment", "tableName"], opts);
        const one = experiment("one");
        ${further}
        exports.template = one.templateId;
        exports.faultline = { one: one.manifest };
      `,
    }),
  );

/** Two orchestrators: one by an explicit provider, protected, with secrets; one that is thrown away with its history. */
const TWO = `
  const near = new aws.Provider("near", { region: "us-east-1" });
  const two = experiment("two", { providers: [near] });
  const schedule = { at: "rate(1 day)", from: "2037-01-04T03:00:00Z" };
  const oncall = { protocol: "email", endpoint: pulumi.secret("hush-address@example.com") };
  const alarmActions = [pulumi.secret("arn:aws:sns:us-east-1:123456789012:hush-pager")];
  const here = { experiments: [{ name: "two", manifest: two.manifest, schedule }], subscribers: { oncall }, alarmActions };
  exports.here = orchestrator("here", here, { providers: [near], protect: true }).deployment;
  const there = { experiments: [{ name: "one", manifest: one.manifest }], history: "delete", tags: { template: one.templateId } };
  exports.there = orchestrator("there", there, { retainOnDelete: true }).tableName;
`;

interface Exported {
  readonly deployment: {
    readonly resources: readonly {
      readonly urn: string;
      readonly type: string;
      readonly parent?: string;
      readonly provider?: string;
      readonly protect?: boolean;
      readonly retainOnDelete?: boolean;
    }[];
  };
}

withPulumi("the component package", () => {
  test("Pulumi's command line starts it and reads its schema", async () => {
    const component = join(installed(), "component");
    const cloud = await attached();
    const { code, text } = await pulumi(component, "none", cloud).run("package", "get-schema", component);
    expect({ code, text: code === 0 ? "" : text }).toEqual({ code: 0, text: "" });
    const schema: unknown = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    expect(schema).toMatchObject(JSON.parse(readFileSync(join(ROOT, "component/schema.json"), "utf8")) as object);
  });

  test("a program that knows only its schema makes an experiment with all its parts, changes nothing the next time, and leaves nothing", async () => {
    const cloud = await attached();
    const before = await inventory(cloud.sandbox);
    const stack = pulumi(program(join(installed(), "component")), "test", cloud);
    await stack.init();
    const up = await stack.done("up");
    expect(counts(up.steps.filter(({ urn }) => urn.includes("faultline:index:Experiment")))).toEqual({ create: 7 });
    const { templates, alarms } = await inventory(cloud.sandbox);
    const outputs = await stack.outputs();
    expect(outputs).toMatchObject({ template: templates[0], faultline: { one: { templateId: templates[0], plan: { name: "one" } } } });
    expect(alarms).toHaveLength(2);
    await stack.done("up", "--expect-no-changes");
    await stack.done("destroy");
    expect(await inventory(cloud.sandbox)).toEqual(before);
  });

  test("a wrong definition is refused with all its problems, and nothing is made", async () => {
    const cloud = await attached();
    const stack = pulumi(
      program(join(installed(), "component"), { maxDuration: "2 fortnights", blastRadius: { atMost: "many" } }),
      "test",
      cloud,
    );
    await stack.init();
    const { code, text } = await stack.step("up");
    expect(code).not.toBe(0);
    expect(text).toMatch(/maxDuration/);
    expect(text).toMatch(/blastRadius/);
    expect((await inventory(cloud.sandbox)).templates).toEqual([]);
  });

  test("two orchestrators in one stack: options hold for all children, secrets stay secret, and a second update changes nothing", async () => {
    const cloud = await attached();
    const stack = pulumi(program(join(installed(), "component"), {}, TWO), "test", cloud);
    await stack.init();
    const planned = await stack.done("preview");
    const made = await stack.done("up");
    const urns = (steps: readonly { readonly urn: string }[]) => steps.map(({ urn }) => urn).sort();
    expect(urns(planned.steps)).toEqual(urns(made.steps));
    await stack.done("up", "--expect-no-changes");
    const { text } = await stack.run("stack", "export", "--stack", "test");
    expect(text).not.toMatch(/hush-/);
    const { resources } = (JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as Exported).deployment;
    const children = (name: string) => resources.filter(({ parent = "" }) => parent.endsWith(`faultline:index:Orchestrator::${name}`));
    expect([children("here").length, children("there").length]).toEqual([36, 32]);
    expect(children("here").filter(({ protect, provider = "" }) => !protect || !provider.includes("::near::"))).toEqual([]);
    expect(children("there").filter(({ retainOnDelete }) => !retainOnDelete)).toEqual([]);
  });

  test("a wrong orchestrator is refused with all its problems in a preview already, and another experiment's manifest before anything is made", async () => {
    const cloud = await attached();
    const wrong = `orchestrator("Chaos", { experiments: [{ name: one.templateId, manifest: one.manifest, schedule: { at: 5 } }], histori: "keep" });`;
    const early = pulumi(program(join(installed(), "component"), {}, wrong), "test", cloud);
    await early.init();
    const { code, text } = await early.step("preview");
    expect(code).not.toBe(0);
    for (const place of ["experiments[0].name", "experiments[0].schedule.at", "histori", "name"]) expect(text).toContain(` ${place}: `);
    const another = `orchestrator("chaos", { experiments: [{ name: "two", manifest: one.manifest }] });`;
    const late = pulumi(program(join(installed(), "component"), {}, another), "test", cloud);
    await late.init();
    expect((await late.step("preview")).code).toBe(0);
    const up = await late.step("up");
    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/experiments\[0\]\.manifest: this is the manifest of another experiment/);
    expect((await inventory(cloud.sandbox)).tables).toEqual([]);
  });
});
