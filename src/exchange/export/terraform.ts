import { isRecord } from "../document";

const TYPE = "aws_fis_experiment_template";

type Members = Readonly<Record<string, unknown>>;

/** Templates in FIS's words in the JSON syntax of Terraform (`*.tf.json`). */
export function terraformOf(templates: readonly { readonly name: string; readonly request: Members }[]): object {
  const resources: Record<string, object> = {};
  for (const { name, request } of templates) {
    const base = name.replace(/[^A-Za-z0-9_-]+/g, "_").replace(/^(?=\d)/, "_") || "template";
    let id = base;
    for (let count = 2; Object.hasOwn(resources, id); count++) id = `${base}_${count}`;
    resources[id] = resourceOf(request);
  }
  return { resource: { [TYPE]: resources } };
}

function resourceOf(request: Members): object {
  const { targets, actions, stopConditions, tags, logConfiguration, experimentOptions, experimentReportConfiguration, ...texts } = request;
  return {
    ...snake(texts),
    stop_condition: stopConditions,
    action: entries(actions).map(([name, action]) => actionBlock(name, action)),
    ...some(
      "target",
      entries(targets).map(([name, target]) => targetBlock(name, target)),
    ),
    ...(isRecord(logConfiguration) ? { log_configuration: [blocks(logConfiguration)] } : {}),
    ...(isRecord(experimentOptions) ? { experiment_options: [snake(experimentOptions)] } : {}),
    ...(isRecord(experimentReportConfiguration) ? { experiment_report_configuration: [blocks(experimentReportConfiguration)] } : {}),
    ...(tags === undefined ? {} : { tags }),
  };
}

function actionBlock(name: string, action: unknown): object {
  if (!isRecord(action)) return { name };
  const { parameters, targets, ...rest } = action;
  return { name, ...snake(rest), ...some("parameter", pairs(parameters)), ...some("target", pairs(targets)) };
}

function targetBlock(name: string, target: unknown): object {
  if (!isRecord(target)) return { name };
  const { resourceTags, filters, ...rest } = target;
  return { name, ...snake(rest), ...some("resource_tag", pairs(resourceTags)), ...some("filter", Array.isArray(filters) ? filters : []) };
}

/** Every object within becomes a block, which is a list of one. */
function blocks(value: Members): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === "cloudWatchDashboards" && Array.isArray(member))
        return ["cloudwatch_dashboard", member.map((item) => ({ dashboard_arn: isRecord(item) ? item.dashboardIdentifier : item }))];
      const name = key === "cloudWatchLogsConfiguration" ? "cloudwatch_logs_configuration" : snaked(key);
      return [name, isRecord(member) ? [blocks(member)] : member];
    }),
  );
}

function entries(value: unknown): readonly [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function pairs(value: unknown): readonly object[] {
  return entries(value).map(([key, item]) => ({ key, value: item }));
}

function some(key: string, list: readonly unknown[]): object {
  return list.length > 0 ? { [key]: list } : {};
}

function snake(value: Members): object {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snaked(key), member]));
}

function snaked(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
