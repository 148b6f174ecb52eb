import { type Cloud, globalScope, type Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { dashboardNotFound, invalidValue } from "./errors";
import { pageOf } from "./paging";
import { checkTags, tagsOf } from "./tag-list";
import type { Tag } from "./types";

interface Dashboard {
  readonly name: string;
  readonly arn: string;
  readonly body: string;
  /** Milliseconds, sandbox time. */
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

interface Input {
  readonly DashboardName: string;
  readonly DashboardBody: string;
  readonly DashboardNames: readonly string[];
  readonly DashboardNamePrefix?: string;
  readonly NextToken?: string;
  readonly Tags?: readonly Tag[];
}

const longestBody = 1024 * 1024;
const pageSize = 1000;

/** Dashboards belong to the account, in all Regions. */
const tableOf = (cloud: Cloud) => cloud.state.table<Dashboard>("cloudwatch.dashboards");

/** PutDashboard, GetDashboard, ListDashboards, DeleteDashboards. Bodies are kept and checked to be JSON; nothing draws them. */
export function dashboardOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  return {
    PutDashboard: ({ DashboardName: name, DashboardBody: body, Tags = [] }: Input, call) => {
      checkName(name);
      checkBody(body);
      checkTags(Tags);
      const dashboards = tableOf(cloud).in(globalScope(call));
      const tags = dashboards.get(name)?.tags ?? tagsOf(Tags);
      const arn = `arn:aws:cloudwatch::${call.accountId}:dashboard/${name}`;
      dashboards.set(name, { name, arn, body, modifiedAt: cloud.clock.now(), tags });
      return { DashboardValidationMessages: [] };
    },
    GetDashboard: ({ DashboardName }: Input, call) => {
      const found = tableOf(cloud).in(globalScope(call)).get(DashboardName);
      if (!found) throw dashboardNotFound(DashboardName);
      return { DashboardArn: found.arn, DashboardBody: found.body, DashboardName: found.name };
    },
    ListDashboards: ({ DashboardNamePrefix = "", NextToken }: Input, call) => {
      const found = tableOf(cloud)
        .in(globalScope(call))
        .values()
        .filter(({ name }) => name.startsWith(DashboardNamePrefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf("ListDashboards", found, pageSize, NextToken);
      const DashboardEntries = page.items.map(({ name, arn, body, modifiedAt }) => ({
        DashboardName: name,
        DashboardArn: arn,
        LastModified: new Date(modifiedAt),
        Size: Buffer.byteLength(body),
      }));
      return { DashboardEntries, NextToken: page.NextToken };
    },
    DeleteDashboards: ({ DashboardNames }: Input, call) => {
      if (DashboardNames.length === 0) throw invalidValue("The parameter DashboardNames must name at least one dashboard.");
      const dashboards = tableOf(cloud).in(globalScope(call));
      const unknown = DashboardNames.filter((name) => !dashboards.has(name));
      if (unknown.length > 0) throw dashboardNotFound(unknown.join(", "));
      for (const name of DashboardNames) dashboards.delete(name);
      return {};
    },
  };
}

/** All dashboards of the account. */
export const dashboardsOf = (cloud: Cloud, call: { readonly accountId: string }) => tableOf(cloud).in(globalScope(call)).values();

/** A dashboard by its ARN, for the tag operations. */
export function dashboardNamed(cloud: Cloud, call: { readonly accountId: string }, arn: string) {
  const dashboards = tableOf(cloud).in(globalScope(call));
  const found = dashboards.find((dashboard) => dashboard.arn === arn);
  return found && { tags: found.tags, replace: (tags: Dashboard["tags"]) => void dashboards.set(found.name, { ...found, tags }) };
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
    throw invalidValue(
      "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n",
    );
  }
}

function checkBody(body: string): void {
  const refuse = (Message: string) =>
    new AwsError(
      "DashboardInvalidInputError",
      `The dashboard body is invalid, there are 1 validation errors: [{"message":"${Message}"}]`,
      400,
      {
        dashboardValidationMessages: [{ Message }],
      },
    );
  if (Buffer.byteLength(body) > longestBody) throw refuse("The field DashboardBody must be at most 1 MB");
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw refuse("The field DashboardBody must be a valid JSON object");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw refuse("The field DashboardBody must be a valid JSON object");
  }
  if (!("widgets" in parsed) || !Array.isArray(parsed.widgets)) throw refuse("Should have required property 'widgets'");
}
