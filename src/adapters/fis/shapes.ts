import * as z from "zod";

/** What is read of FIS's replies. Members that AWS may leave out have defaults; others that are missing are an error, not a guess. */

const text = z.string();
const texts = z.array(text).default([]);
const map = z.record(text, text).default({});
/** Seconds since 1970, as FIS writes times. */
const instant = z
  .number()
  .transform((seconds) => Math.round(seconds * 1_000))
  .optional();

const actionState = z.object({ status: text, reason: text.default("") });

export const experimentReply = z.object({
  experiment: z.object({
    id: text,
    arn: text.optional(),
    state: z.object({ status: text, reason: text.default(""), error: z.object({ code: text.optional() }).optional() }),
    startTime: instant,
    endTime: instant,
    actions: z.record(text, z.object({ state: actionState.optional(), startTime: instant, endTime: instant })).default({}),
    roleArn: text.optional(),
  }),
});

export const experimentsReply = z.object({
  experiments: z
    .array(
      z.object({ id: text, arn: text.optional(), experimentTemplateId: text.default(""), state: z.object({ status: text }), tags: map }),
    )
    .default([]),
  nextToken: text.optional(),
});

export const resolvedReply = z.object({
  resolvedTargets: z.array(z.object({ resourceType: text, targetName: text, targetInformation: map })).default([]),
  nextToken: text.optional(),
});

export const templateReply = z.object({
  experimentTemplate: z.object({
    id: text,
    roleArn: text,
    stopConditions: z.array(z.object({ source: text, value: text.optional() })).default([]),
    experimentOptions: z.object({ emptyTargetResolutionMode: z.enum(["fail", "skip"]).default("fail") }).prefault({}),
    actions: z.record(text, z.object({ actionId: text, parameters: map, targets: map, startAfter: texts })).default({}),
    targets: z
      .record(
        text,
        z.object({
          resourceType: text,
          selectionMode: text,
          resourceArns: texts,
          resourceTags: map,
          filters: z.array(z.object({ path: text, values: texts })).default([]),
          parameters: map,
        }),
      )
      .default({}),
  }),
});

export const leverReply = z.object({
  safetyLever: z.object({ state: z.object({ status: z.enum(["engaged", "engaging", "disengaged"]) }) }),
});

export const fisStatus = z.enum(["pending", "initiating", "running", "completed", "stopping", "stopped", "failed", "cancelled"]);
export const actionStatus = z.enum([...fisStatus.options, "skipped"]);
