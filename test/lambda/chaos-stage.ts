import type { Deployment } from "../../src/experiment";
import { BUCKET } from "../../src/journal";
import type { ChaosDocument, ChaosSettings, DayPlan } from "../../src/schedule";
import { type Deployed, quick } from "./stage";

export const PLAN_DAY = { version: 1, kind: "plan-day", scheduledAt: "2026-01-05T11:30:00Z" };
export const TODAY = "2026-01-05";

const DEPLOYMENT: Deployment = {
  version: 1,
  project: "shop",
  stack: "test",
  accountId: "123456789012",
  region: "us-east-1",
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:conductor:live",
  tableName: "runs",
  bucketName: "bucket",
  topicArn: "arn:aws:sns:us-east-1:123456789012:news",
  scheduleGroup: "chaos",
  experiments: ["stop-one"],
};

/** One app that is drawn on each workday, between half past twelve and half past one; the stage's clock says noon of a Monday. */
export function settingsOf(change: Partial<ChaosSettings> = {}): ChaosSettings {
  return {
    version: 1,
    leashed: false,
    windows: [{ days: ["MON", "TUE", "WED", "THU", "FRI"], from: "12:00", to: "13:30", timezone: "UTC" }],
    defaults: { meanWorkdaysBetween: 1 },
    apps: { shop: { enabled: true } },
    members: [{ app: "shop", account: "123456789012", region: "us-east-1", experiment: "stop-one" }],
    ...change,
  };
}

export function chaotic(change: Partial<ChaosSettings> = {}): Deployed {
  const d = quick();
  write(d, change);
  return d;
}

/** As `pulumi up` does. */
export function write(d: Deployed, change: Partial<ChaosSettings>): void {
  const document: ChaosDocument = {
    version: 1,
    settings: settingsOf(change),
    deployment: DEPLOYMENT,
    schedulerRoleArn: "arn:aws:iam::123456789012:role/schedules",
    deadLetterArn: "arn:aws:sqs:us-east-1:123456789012:dead",
  };
  d.files.set(BUCKET.chaos, JSON.stringify(document));
}

export function planIn(d: Deployed, date = TODAY): DayPlan {
  return JSON.parse(d.files.get(BUCKET.plan(date)) ?? "null") as DayPlan;
}

/** What the first of the day's schedules sends. */
export function drawnRequest(d: Deployed) {
  const [schedule] = d.schedules.values();
  if (!schedule) throw new Error("nothing was scheduled");
  return schedule.input;
}
