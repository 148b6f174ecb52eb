import { type Call, type Requirement, regionalScope, type ServiceModule } from "../kernel/cloud";
import { fisArn, type Tables, type Tags, type TemplateAction } from "./records";

const tagContext = (prefix: "aws:ResourceTag" | "aws:RequestTag", tags: Tags = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

/** What callers of FIS need: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfaultinjectionservice.html */
export function fisPermissions(tables: Tables): NonNullable<ServiceModule["permissions"]> {
  const needs = (action: string, resource: string, context?: Requirement["context"]): Requirement => ({
    action: `fis:${action}`,
    resource,
    context,
  });
  const template = (id: string, call: Call, action = call.operation) =>
    needs(
      action,
      fisArn(call, `experiment-template/${id}`),
      tagContext("aws:ResourceTag", tables.templates.in(regionalScope(call)).get(id)?.tags),
    );
  const experiment = (id: string, call: Call, action = call.operation) =>
    needs(
      action,
      fisArn(call, `experiment/${id}`),
      tagContext("aws:ResourceTag", tables.experiments.in(regionalScope(call)).get(id)?.tags),
    );
  const actions = (given: Record<string, Partial<TemplateAction>> | undefined, call: Call) =>
    [...new Set(Object.values(given ?? {}).flatMap((one) => one.actionId ?? []))].map((id) =>
      needs(call.operation, fisArn(call, `action/${id}`)),
    );
  const passRole = (roleArn: string | undefined): Requirement[] =>
    roleArn ? [{ action: "iam:PassRole", resource: roleArn, context: { "iam:PassedToService": "fis.amazonaws.com" } }] : [];
  const tagging = (tags: Tags | undefined, resource: string): Requirement[] =>
    tags && Object.keys(tags).length > 0 ? [needs("TagResource", resource, tagContext("aws:RequestTag", tags))] : [];
  const onTemplate = (input: { id?: string; experimentTemplateId?: string }, call: Call) => [
    template(input.experimentTemplateId ?? input.id ?? "*", call),
  ];
  const onExperiment = (input: { id?: string; experimentId?: string }, call: Call) => [
    experiment(input.experimentId ?? input.id ?? "*", call),
  ];
  const onArn = (input: { resourceArn: string }, call: Call) => [needs(call.operation, input.resourceArn)];
  const onLever = (input: { id: string }, call: Call) => [needs(call.operation, fisArn(call, `safety-lever/${input.id}`))];

  type Content = { actions?: Record<string, Partial<TemplateAction>>; roleArn?: string; tags?: Tags };
  return {
    CreateExperimentTemplate: (input: Content, call) => {
      const any = fisArn(call, "experiment-template/*");
      const own = needs(call.operation, any, tagContext("aws:RequestTag", input.tags));
      return [own, ...actions(input.actions, call), ...passRole(input.roleArn), ...tagging(input.tags, any)];
    },
    UpdateExperimentTemplate: (input: Content & { id: string }, call) => [
      template(input.id, call),
      ...actions(input.actions, call),
      ...passRole(input.roleArn),
    ],
    StartExperiment: (input: { experimentTemplateId: string; tags?: Tags }, call) => {
      const any = fisArn(call, "experiment/*");
      return [
        template(input.experimentTemplateId, call),
        needs(call.operation, any, tagContext("aws:RequestTag", input.tags)),
        ...tagging(input.tags, any),
      ];
    },
    GetExperimentTemplate: onTemplate,
    DeleteExperimentTemplate: onTemplate,
    CreateTargetAccountConfiguration: onTemplate,
    GetTargetAccountConfiguration: onTemplate,
    UpdateTargetAccountConfiguration: onTemplate,
    DeleteTargetAccountConfiguration: onTemplate,
    ListTargetAccountConfigurations: onTemplate,
    GetExperiment: onExperiment,
    StopExperiment: onExperiment,
    ListExperimentResolvedTargets: onExperiment,
    GetExperimentTargetAccountConfiguration: onExperiment,
    ListExperimentTargetAccountConfigurations: onExperiment,
    GetAction: (input: { id: string }, call) => [needs(call.operation, fisArn(call, `action/${input.id}`))],
    ListTagsForResource: onArn,
    TagResource: onArn,
    UntagResource: onArn,
    GetSafetyLever: onLever,
    UpdateSafetyLeverState: onLever,
  };
}
