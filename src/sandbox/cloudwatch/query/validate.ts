import type { AwsError } from "../../kernel/error";
import { invalidValue, notInSandbox, validation } from "../errors";
import { check } from "../math/evaluate";
import { idsOf } from "../math/parser";
import { MathError } from "../math/values";
import { parseStat } from "../series/stat";
import type { MetricDataQuery } from "../types";
import { isPeriod } from "./periods";
import { inExpression } from "./queries";

/** Checks the queries of a request as CloudWatch does, before any is computed. `accountId` is the caller's. */
export function checkQueries(queries: readonly MetricDataQuery[], accountId: string): void {
  const ids = new Set(queries.map(({ Id }) => Id));
  if (ids.size < queries.length) throw validation("The values for parameter id in MetricDataQueries are not unique.");
  queries.forEach((query, index) => {
    const path = `MetricDataQueries.member.${index + 1}`;
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(query.Id)) {
      throw validation(`The value ${query.Id} for parameter ${path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
    }
    if (query.MetricStat && query.Expression !== undefined) throw exclusive(path, "Expression", "MetricStat");
    if (!query.MetricStat && query.Expression === undefined) {
      throw validation(`The parameter ${path}.MetricStat is required.\n`);
    }
    if (query.AccountId !== undefined && query.AccountId !== accountId) {
      throw notInSandbox("Cross-account observability", "Ask with the credentials of that account.");
    }
    if (query.Period !== undefined && !isPeriod(query.Period)) throw badPeriod(`${path}.Period`);
    if (query.MetricStat) checkMetric(query, path);
    else checkExpression(query, ids);
  });
}

function checkMetric({ MetricStat: stat, Period }: MetricDataQuery, path: string): void {
  if (!stat) return;
  if (Period !== undefined) throw exclusive(path, "Period", "MetricStat");
  if (!stat.Metric.Namespace || !stat.Metric.MetricName) {
    throw validation(`The parameters ${path}.MetricStat.Metric.Namespace and ${path}.MetricStat.Metric.MetricName are required.`);
  }
  if (!isPeriod(stat.Period)) throw badPeriod(`${path}.MetricStat.Period`);
  if (!parseStat(stat.Stat)) throw invalidValue(`The value ${stat.Stat} for parameter ${path}.MetricStat.Stat is not supported.`);
}

function checkExpression({ Id, Expression = "" }: MetricDataQuery, ids: ReadonlySet<string>): void {
  try {
    for (const id of idsOf(check(Expression))) {
      if (!ids.has(id)) throw new MathError(`Unknown identifier ${id}`);
    }
  } catch (error) {
    throw error instanceof MathError ? inExpression(Id, error.message) : error;
  }
}

const exclusive = (path: string, a: string, b: string) =>
  validation(`The parameters ${path}.${a} and ${path}.${b} are mutually exclusive and you have specified both.`);

const badPeriod = (path: string) => invalidValue(`The parameter ${path} must be 1, 5, 10, 20, 30 or a multiple of 60.`);

/** StartTime lies before EndTime, in whole seconds. The two operations that have times report it differently. */
export function checkTimes(start: number, end: number, refuse: () => AwsError): void {
  if (Math.floor(start / 1_000) >= Math.floor(end / 1_000)) throw refuse();
}
