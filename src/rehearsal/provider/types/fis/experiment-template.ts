import type { CreateExperimentTemplateCommandInput, ExperimentTemplate } from "@aws-sdk/client-fis";
import type { fis } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, ownTags, someTags } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { checkTemplate } from "./template-check";

type Args = Plainly<fis.ExperimentTemplateArgs>;
type Action = Args["actions"][number];
type Target = NonNullable<Args["targets"]>[number];

/**
 * https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html. As in AWS's provider: changed tags make a new template (with a
 * new id), and a changed `accountTargeting` is never sent.
 */
export const experimentTemplate = resource<fis.ExperimentTemplateArgs, fis.ExperimentTemplateState>({
  type: "aws:fis/experimentTemplate:ExperimentTemplate",
  inputs: inputsOf<fis.ExperimentTemplateArgs>()({
    required: ["actions", "description", "roleArn", "stopConditions"],
    replaces: ["tags"],
    updates: [
      "actions",
      "description",
      "experimentOptions",
      "experimentReportConfiguration",
      "logConfiguration",
      "roleArn",
      "stopConditions",
      "targets",
    ],
  }),
  check: checkTemplate,
  async create(inputs, context) {
    const { experimentTemplate: made } = await context.clients.fis.createExperimentTemplate(createInput(inputs, context));
    return must(made?.id, "id");
  },
  async read(id, context) {
    const { experimentTemplate: found } = await context.clients.fis.getExperimentTemplate({ id });
    return stateOf(must(found, "experimentTemplate"));
  },
  async update(id, { news }, context) {
    const { tags: _tags, clientToken: _token, experimentOptions, targets, ...rest } = createInput(news, context);
    const mode = experimentOptions?.emptyTargetResolutionMode;
    const actions = rest.actions ?? {};
    await context.clients.fis.updateExperimentTemplate(
      compact({
        id,
        ...rest,
        actions,
        // As AWS's provider does: that all targets are gone is never sent.
        targets: Object.keys(targets ?? {}).length > 0 ? targets : undefined,
        experimentOptions: mode && { emptyTargetResolutionMode: mode },
      }),
    );
  },
  async delete(id, context) {
    await context.clients.fis.deleteExperimentTemplate({ id });
  },
});

function createInput(inputs: Args, context: Context): CreateExperimentTemplateCommandInput {
  const { experimentOptions, logConfiguration } = inputs;
  return compact<CreateExperimentTemplateCommandInput>({
    clientToken: undefined,
    description: inputs.description,
    roleArn: inputs.roleArn,
    actions: Object.fromEntries(inputs.actions.map((action) => [action.name, actionInput(action)])),
    // The API wants the member even when there are no targets.
    targets: Object.fromEntries((inputs.targets ?? []).map((target) => [target.name, targetInput(target)])),
    stopConditions: inputs.stopConditions.map(({ source, value }) => compact({ source, value })),
    tags: someTags(context.tagsOf(inputs)),
    logConfiguration:
      logConfiguration &&
      compact({
        logSchemaVersion: logConfiguration.logSchemaVersion,
        cloudWatchLogsConfiguration: logConfiguration.cloudwatchLogsConfiguration && {
          logGroupArn: logConfiguration.cloudwatchLogsConfiguration.logGroupArn,
        },
        s3Configuration:
          logConfiguration.s3Configuration &&
          compact({ bucketName: logConfiguration.s3Configuration.bucketName, prefix: logConfiguration.s3Configuration.prefix }),
      }),
    experimentOptions:
      experimentOptions &&
      compact({
        accountTargeting: experimentOptions.accountTargeting as "single-account" | undefined,
        emptyTargetResolutionMode: experimentOptions.emptyTargetResolutionMode as "fail" | undefined,
      }),
  });
}

function actionInput(action: Action) {
  const { target, parameters } = action;
  return compact({
    actionId: action.actionId,
    description: action.description,
    parameters: parameters && Object.fromEntries(parameters.map(({ key, value }) => [key, value])),
    startAfter: action.startAfters,
    targets: target && { [target.key]: target.value },
  });
}

function targetInput(target: Target) {
  const { resourceTags, filters } = target;
  return compact({
    resourceType: target.resourceType,
    selectionMode: target.selectionMode,
    resourceArns: target.resourceArns?.length ? target.resourceArns : undefined,
    resourceTags: resourceTags?.length ? Object.fromEntries(resourceTags.map(({ key, value }) => [key, value])) : undefined,
    filters: filters?.length ? filters.map(({ path, values }) => ({ path, values })) : undefined,
    parameters: target.parameters,
  });
}

function stateOf(found: ExperimentTemplate): Partial<Plainly<fis.ExperimentTemplateState>> {
  const logs = found.logConfiguration;
  const pairs = (map: Readonly<Record<string, string>> | undefined) => map && Object.entries(map).map(([key, value]) => ({ key, value }));
  const actions = Object.entries(found.actions ?? {}).map(([name, action]) => {
    const [target] = pairs(action.targets) ?? [];
    return compact({
      name,
      actionId: action.actionId ?? "",
      description: action.description,
      parameters: pairs(action.parameters),
      startAfters: action.startAfter,
      target,
    });
  });
  const targets = Object.entries(found.targets ?? {}).map(([name, target]) =>
    compact({
      name,
      resourceType: target.resourceType ?? "",
      selectionMode: target.selectionMode ?? "",
      resourceArns: target.resourceArns?.length ? target.resourceArns : undefined,
      resourceTags: pairs(target.resourceTags),
      filters: target.filters?.map(({ path, values }) => ({ path: path ?? "", values: values ?? [] })),
      parameters: target.parameters,
    }),
  );
  return compact({
    actions,
    targets,
    description: found.description,
    roleArn: found.roleArn,
    stopConditions: found.stopConditions?.map(({ source, value }) => compact({ source: source ?? "", value })),
    experimentOptions: found.experimentOptions && compact({ ...found.experimentOptions }),
    logConfiguration:
      logs &&
      compact({
        logSchemaVersion: logs.logSchemaVersion ?? 2,
        cloudwatchLogsConfiguration: logs.cloudWatchLogsConfiguration && {
          logGroupArn: logs.cloudWatchLogsConfiguration.logGroupArn ?? "",
        },
        s3Configuration:
          logs.s3Configuration && compact({ bucketName: logs.s3Configuration.bucketName ?? "", prefix: logs.s3Configuration.prefix }),
      }),
    tags: ownTags(found.tags),
  });
}
