import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkTemplate, readExperiments } from "../../src/exchange";
import { Unknown } from "../../src/exchange/document";
import { cloudFormationTemplates } from "../../src/exchange/formats/cloudformation";
import { fisTemplates } from "../../src/exchange/formats/fis";
import { terraformTemplates } from "../../src/exchange/formats/terraform";
import { readSource } from "../../src/exchange/source";

type Json = Record<string, unknown>;

function first(text: string) {
  const { documents, findings } = readSource("chaos/az-loss.template.json", text);
  expect(findings).toEqual([]);
  const [document] = documents;
  if (!document) throw new Error("no document");
  return document;
}

const TEMPLATE = {
  description: "stop one",
  roleArn: "arn:aws:iam::123456789012:role/fis",
  stopConditions: [{ source: "none" }],
  targets: {
    web: {
      resourceType: "aws:ec2:instance",
      resourceTags: { Team: "web", description: "shop" },
      filters: [{ path: "State.Name", values: ["running"] }],
      selectionMode: "COUNT(1)",
      parameters: { key: "value" },
    },
  },
  actions: {
    stop: {
      actionId: "aws:ec2:stop-instances",
      parameters: { startInstancesAfterDuration: "PT1M" },
      targets: { Instances: "web" },
      startAfter: ["wait"],
    },
    wait: { actionId: "aws:fis:wait", description: "a pause", parameters: { duration: "PT1M" } },
  },
  tags: { Name: "one" },
  logConfiguration: {
    logSchemaVersion: 2,
    cloudWatchLogsConfiguration: { logGroupArn: "arn:x" },
    s3Configuration: { bucketName: "b", prefix: "p" },
  },
  experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: "skip" },
  experimentReportConfiguration: {
    outputs: { s3Configuration: { bucketName: "b" } },
    dataSources: { cloudWatchDashboards: [{ dashboardIdentifier: "arn:d" }] },
    preExperimentDuration: "PT1M",
    postExperimentDuration: "PT2M",
  },
};

test("FIS's own request is itself; its answer is the template within", () => {
  const [request] = fisTemplates("chaos/az-loss.template.json", first(JSON.stringify(TEMPLATE)));
  expect(request).toMatchObject({ name: "az-loss", format: "fis", template: TEMPLATE });
  const answer = first(
    JSON.stringify({ experimentTemplate: { id: "EXT1", arn: "arn:e", creationTime: 1, lastUpdateTime: 2, ...TEMPLATE } }, null, 1),
  );
  const [got] = fisTemplates("x.json", answer);
  expect(got?.template).toEqual(TEMPLATE);
  expect(got?.pathOf(["actions", "stop"])).toBe("experimentTemplate.actions.stop");
});

/** A template as CloudFormation writes it; names of people's own (targets, tags, parameters) stay. */
function cloudFormation(template: Json): Json {
  const upper = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);
  const own = new Set(["resourceTags", "parameters", "tags"]);
  const cased = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => cased(item, ""));
    if (value === null || typeof value !== "object" || own.has(key)) return value;
    const keep = key === "named" || (key === "targets" && Object.values(value).every((item) => typeof item === "string"));
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        keep ? name : upper(name),
        cased(member, keep ? "" : name === "targets" || name === "actions" ? named(member) : name),
      ]),
    );
  };
  const named = (member: unknown) => (Object.values(member as object).every((item) => typeof item === "object") ? "named" : "targets");
  return cased(template, "") as Json;
}

test("CloudFormation in JSON: every template among the resources, with the path in its file", () => {
  const text = JSON.stringify(
    {
      Resources: {
        Bucket: { Type: "AWS::S3::Bucket" },
        Chaos: { Type: "AWS::FIS::ExperimentTemplate", Properties: cloudFormation(TEMPLATE) },
      },
    },
    null,
    2,
  );
  const {
    templates: [found, ...others],
  } = cloudFormationTemplates("x.json", first(text));
  expect(others).toEqual([]);
  expect(found).toMatchObject({ name: "Chaos", template: TEMPLATE });
  expect(found?.pathOf(["targets", "web", "filters", 0, "values"])).toBe("Resources.Chaos.Properties.Targets.web.Filters[0].Values");
  expect(found?.pathOf(["actions", "stop", "parameters", "nothing"])).toBe("Resources.Chaos.Properties.Actions.stop.Parameters.nothing");
  const line = found?.placeOf(["actions", "stop", "actionId"]).line ?? 0;
  expect(text.split("\n")[line - 1]).toContain('"ActionId": "aws:ec2:stop-instances"');
});

test("CloudFormation in YAML: what only a deployment knows is unknown, not wrong", () => {
  const text =
    "Resources:\n  Chaos:\n    Type: AWS::FIS::ExperimentTemplate\n    Properties:\n      RoleArn: !GetAtt Role.Arn\n      Description: !Sub x\n      StopConditions:\n        - Source: aws:cloudwatch:alarm\n          Value: !Ref Alarm\n";
  const [found] = cloudFormationTemplates("x.yaml", first(text)).templates;
  expect(found?.template).toMatchObject({
    roleArn: new Unknown('{"Fn::GetAtt":["Role","Arn"]}'),
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: new Unknown('{"Ref":"Alarm"}') }],
  });
});

function terraform(template: Json): Json {
  const { targets, actions, stopConditions, logConfiguration, experimentOptions, experimentReportConfiguration, ...rest } =
    template as typeof TEMPLATE;
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const list = (map: object | undefined) => Object.entries(map ?? {}).map(([key, value]) => ({ key, value }));
  const snaked = (value: object): Json => Object.fromEntries(Object.entries(value).map(([key, member]) => [snake(key), member]));
  return {
    ...snaked(rest),
    stop_condition: stopConditions,
    target: Object.entries(targets ?? {}).map(([name, { resourceTags, filters, ...more }]) => ({
      name,
      ...snaked(more),
      ...(resourceTags ? { resource_tag: list(resourceTags) } : {}),
      ...(filters ? { filter: filters } : {}),
    })),
    action: Object.entries(actions as Record<string, Json>).map(([name, { parameters, targets: hit, ...more }]) => ({
      name,
      ...snaked(more),
      ...(parameters ? { parameter: list(parameters as object) } : {}),
      ...(hit ? { target: list(hit as object) } : {}),
    })),
    ...(logConfiguration
      ? {
          log_configuration: [
            {
              log_schema_version: logConfiguration.logSchemaVersion,
              cloudwatch_logs_configuration: [{ log_group_arn: logConfiguration.cloudWatchLogsConfiguration.logGroupArn }],
              s3_configuration: [
                { bucket_name: logConfiguration.s3Configuration.bucketName, prefix: logConfiguration.s3Configuration.prefix },
              ],
            },
          ],
        }
      : {}),
    ...(experimentOptions ? { experiment_options: [snaked(experimentOptions)] } : {}),
    ...(experimentReportConfiguration
      ? {
          experiment_report_configuration: [
            {
              outputs: [{ s3_configuration: [{ bucket_name: experimentReportConfiguration.outputs.s3Configuration.bucketName }] }],
              data_sources: [
                {
                  cloudwatch_dashboard: experimentReportConfiguration.dataSources.cloudWatchDashboards.map(({ dashboardIdentifier }) => ({
                    dashboard_arn: dashboardIdentifier,
                  })),
                },
              ],
              pre_experiment_duration: experimentReportConfiguration.preExperimentDuration,
              post_experiment_duration: experimentReportConfiguration.postExperimentDuration,
            },
          ],
        }
      : {}),
  };
}

test("Terraform's JSON, written by hand or planned: the same template, with the path in its file", () => {
  const body = terraform(TEMPLATE);
  const [written] = terraformTemplates("x.tf.json", first(JSON.stringify({ resource: { aws_fis_experiment_template: { chaos: body } } })));
  expect(written).toMatchObject({ name: "chaos", template: TEMPLATE });
  expect(written?.pathOf(["actions", "stop", "parameters", "startInstancesAfterDuration"])).toBe(
    "resource.aws_fis_experiment_template.chaos.action[0].parameter[0].value",
  );
  const resource = {
    address: "module.a.aws_fis_experiment_template.chaos",
    mode: "managed",
    type: "aws_fis_experiment_template",
    name: "chaos",
    values: { ...body, id: null, tags_all: {} },
  };
  const plan = { planned_values: { root_module: { child_modules: [{ resources: [resource] }] } } };
  const [planned] = terraformTemplates("plan.json", first(JSON.stringify(plan)));
  expect(planned).toMatchObject({ name: resource.address, template: TEMPLATE });
});

const DOLLAR = "$".concat("{5}");
const REFERENCE = "$".concat("{aws_iam_role.x.arn}");

test("Terraform's interpolations are unknown, and an escaped one is text", () => {
  const [found] = terraformTemplates(
    "x.tf.json",
    first(
      JSON.stringify({
        resource: [{ aws_fis_experiment_template: [{ chaos: { role_arn: REFERENCE, description: `costs $${DOLLAR}` } }] }],
      }),
    ),
  );
  expect(found?.template).toEqual({ roleArn: new Unknown(REFERENCE), description: `costs ${DOLLAR}` });
});

const told = (text: string, file = "x.yaml") => {
  const { templates, findings } = readExperiments(file, text);
  return [...findings, ...templates.flatMap(checkTemplate)]
    .filter(({ severity }) => severity === "error")
    .map(({ code, path, place, allowed }) => `${place?.line} ${code} ${path} ${allowed ?? ""}`.trim());
};

const STACK = `Resources:
  Chaos:
    Type: AWS::FIS::ExperimentTemplate
    Properties:
      Description: pause
      RoleArn: !GetAtt Role.Arn
      StopConditions: [{ Source: none }]
      Targets:
        web:
          ResourceType: aws:ec2:instance
          SelectionMode: ALL
          ResourceTags: { chaos: true, tier: 2 }
          Filters: !Ref AWS::NoValue
      Actions:
        stop: { ActionId: "aws:ec2:stop-instances", Targets: { Instances: web } }
`;

test("CloudFormation makes texts of numbers and truth values; FIS's own API does not", () => {
  expect(told(STACK)).toEqual([]);
  const own = JSON.stringify({
    ...TEMPLATE,
    actions: {},
    targets: { web: { resourceType: "aws:ec2:instance", selectionMode: "ALL", resourceTags: { a: true } } },
  });
  expect(told(own, "x.json")).toContain("1 not-text targets.web.resourceTags.a");
});

test("a member that CloudFormation does not know, and one that it needs, are told in its words", () => {
  expect(told(STACK.replace("ActionId", "actionId").replace("SelectionMode", "selectionMode"))).toEqual([
    "11 unknown-property Resources.Chaos.Properties.Targets.web.selectionMode SelectionMode",
    "15 unknown-property Resources.Chaos.Properties.Actions.stop.actionId ActionId",
  ]);
  const wait = `${STACK.slice(0, STACK.indexOf("      Targets:"))}      Actions: { w: { ActionId: "aws:fis:wait", Parameters: { duration: PT1M } } }\n`;
  expect(told(wait)).toEqual(["4 missing Resources.Chaos.Properties"]);
  expect(told(`${wait}      Targets: {}\n`)).toEqual([]);
});

test("a map that a loop of CloudFormation makes is known to the deployment alone", () => {
  const loop = 'Fn::ForEach::Each: [Name, [a, b], { "stop&{Name}": { ActionId: "aws:ec2:stop-instances", Targets: { Instances: web } } }]';
  expect(told(STACK.replace(/ {8}stop: .*/, `        "Fn::ForEach::Each": ${loop.slice(19)}`))).toEqual([]);
});

test("a short function with an attribute of an attribute is its long form", () => {
  expect(first("a: !GetAtt Db.Endpoint.Address").value).toEqual({ a: { "Fn::GetAtt": ["Db", "Endpoint.Address"] } });
});

const planned = (body: object, later: object) =>
  JSON.stringify({
    planned_values: {
      root_module: {
        resources: [{ address: "aws_fis_experiment_template.x", mode: "managed", type: "aws_fis_experiment_template", values: body }],
      },
    },
    resource_changes: [{ address: "aws_fis_experiment_template.x", change: { after_unknown: later } }],
  });

test("what a plan of Terraform leaves out until the apply is unknown, not missing", () => {
  const body = {
    description: "x",
    action: [{ action_id: "aws:fis:wait", name: "w", parameter: [{ key: "duration", value: "PT1M" }], target: [] }],
    stop_condition: [{ source: "aws:cloudwatch:alarm" }],
    target: [],
    tags: null,
  };
  const later = {
    id: true,
    role_arn: true,
    action: [{ parameter: [{}], target: [] }],
    stop_condition: [{ value: true }],
    target: [],
    tags_all: true,
  };
  expect(told(planned(body, later), "plan.json")).toEqual([]);
  expect(told(planned(body, {}), "plan.json")).toEqual([
    expect.stringContaining("missing planned_values.root_module.resources[0].values"),
    expect.stringContaining("missing planned_values.root_module.resources[0].values.stop_condition[0].value"),
  ]);
});

test("Terraform's own language is refused with the way to its JSON", () => {
  const hcl = 'resource "aws_fis_experiment_template" "x" {\n  description = "x"\n}\n';
  expect(readExperiments("main.tf", hcl).findings).toEqual([
    expect.objectContaining({ code: "terraform-language", remedy: expect.stringContaining("terraform show -json") }),
  ]);
  expect(readExperiments("stdin", hcl).findings).toHaveLength(1);
});

const CASES = join(__dirname, "../../../shared/cases/fis-templates");
const files = existsSync(CASES) ? readdirSync(CASES).filter((name) => name.endsWith(".json") && name !== "INDEX.json") : [];

(files.length > 0 ? test.each(files) : test.skip.each(["every real template (none is beside this checkout)"]))(
  "%s is the same through each format",
  (name) => {
    const { clientToken, ...template } = JSON.parse(readFileSync(join(CASES, name), "utf8")) as Json;
    const request = { ...template, ...(clientToken === undefined ? {} : { clientToken }) };
    expect(fisTemplates(name, first(JSON.stringify(request)))[0]?.template).toEqual(request);
    const wrapped = { Resources: { Chaos: { Type: "AWS::FIS::ExperimentTemplate", Properties: cloudFormation(template) } } };
    expect(cloudFormationTemplates(name, first(JSON.stringify(wrapped))).templates[0]?.template).toEqual(template);
  },
);

test.each([
  ["a list", "[]"],
  ["a number", "1"],
  ["resources that are text", '{"Resources":"x","resource":{"aws_fis_experiment_template":"y"}}'],
  [
    "templates that are lists",
    '{"Resources":{"a":{"Type":"AWS::FIS::ExperimentTemplate","Properties":[1]}},"resource":{"aws_fis_experiment_template":[[{"a":[1]}]]}}',
  ],
])("%s is read without an exception", (_, text) => {
  for (const read of [fisTemplates, cloudFormationTemplates, terraformTemplates]) expect(() => read("x", first(text))).not.toThrow();
});
