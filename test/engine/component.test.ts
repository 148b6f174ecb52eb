import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../cli/faultline";
import { installed } from "./foreign";
import { inventory } from "./inventory";
import { attached, linked, pulumi } from "./project";
import { counts, withPulumi } from "./pulumi";

const ROOT = join(__dirname, "../..");

const METRIC = { namespace: "Shop", name: "Errors", statistic: "Sum", unit: "Count" };

/** What a program in another language sends: a component of a package, by its type's name and plain inputs. */
const program = (component: string, more: object = {}) =>
  linked(
    folder({
      "Pulumi.yaml": `name: other\nruntime: nodejs\nplugins:\n  providers:\n    - name: faultline\n      path: ${component}\n`,
      "Pulumi.test.yaml": "config:\n  aws:region: us-east-1\n",
      "index.js": `
        const aws = require("@pulumi/aws");
        const pulumi = require("@pulumi/pulumi");
        const queue = new aws.cloudwatch.LogGroup("queue");
        class Remote extends pulumi.ComponentResource {
          constructor(name, inputs) {
            super("faultline:index:Experiment", name, { ...inputs, manifest: undefined, templateId: undefined, roleArn: undefined }, {}, true);
          }
        }
        const one = new Remote("one", ${JSON.stringify({
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
          ...more,
        }).replace('"QUEUE"', "queue.name")});
        exports.template = one.templateId;
        exports.faultline = { one: one.manifest };
      `,
    }),
  );

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
});
