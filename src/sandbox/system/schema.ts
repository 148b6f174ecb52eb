import { z } from "zod";
import { parseDuration, parsePercent, parseRate } from "../../words";

/** What a leaf wants to be told about itself when it is wrong. */
interface Leaf {
  readonly message: string;
  readonly allowed: string;
  readonly remedy: string;
}

const leaf = <T>(check: (value: unknown) => boolean, said: Leaf) =>
  z.custom<T>(check, { error: said.message, params: { allowed: said.allowed, remedy: said.remedy } });

/** Strict objects whose complaint about unknown keys is the list of the known ones; `parse.ts` words it. */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(", ") : undefined) });

const between = (value: number | undefined, min: number, max: number) => value !== undefined && value >= min && value <= max;

const duration = (max: string, min = 0) =>
  leaf<string>((value) => typeof value === "string" && between(parseDuration(value), min, parseDuration(max) ?? 0), {
    message: "is not a length of time with its unit",
    allowed: `${min === 0 ? "0ms" : `${min}ms`} to ${max}, for example 8ms, 400ms, 1s (real time, never scaled)`,
    remedy: "Write the number with its unit: ms, s or m.",
  });

const rate = leaf<string>((value) => typeof value === "string" && between(parseRate(value), 1 / 3_600, 5_000), {
  message: "is not a rate with its unit",
  allowed: "1/h to 5000/s, for example 60/s or 120/m",
  remedy: "Write how many requests per s, m or h.",
});

const percent = leaf<string>((value) => typeof value === "string" && between(parsePercent(value), 0, 100), {
  message: "is not a share with its sign",
  allowed: "0% to 100%",
  remedy: "Write the number with a percent sign.",
});

const whole = (min: number, max: number) =>
  leaf<number>((value) => Number.isInteger(value) && between(Number(value), min, max), {
    message: "is not a whole number in range",
    allowed: `${min} to ${max}`,
    remedy: "Write a whole number without a unit.",
  });

const text = (what: string) =>
  leaf<string>((value) => typeof value === "string" && value.length > 0 && value.length <= 2_000, {
    message: `is not ${what}`,
    allowed: "text of 1 to 2000 characters",
    remedy: "Write it as text; put quotes around numbers, true and false.",
  });

const path = leaf<string>((value) => typeof value === "string" && /^\/[\x21-\x7e]*$/.test(value), {
  message: "is not a path",
  allowed: "a path that begins with /, for example /healthz",
  remedy: "Begin the path with /; write spaces as %20.",
});

const name = text("a name or a pattern with *");
const flag = leaf<boolean>((value) => typeof value === "boolean", {
  message: "is neither true nor false",
  allowed: "true, false",
  remedy: "Write true or false.",
});
const oneOf = <T extends string>(...values: readonly T[]) =>
  leaf<T>((value) => values.some((one) => one === value), {
    message: "is not one of the known words",
    allowed: values.join(", "),
    remedy: "Take one of the allowed words.",
  });

export const serviceName = /^[a-z][a-z0-9-]{0,39}$/;
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const envName = /^[A-Za-z_][A-Za-z0-9_]*$/;

const texts = (key: RegExp, what: string) =>
  z.record(
    z.string().check((context) => {
      if (!key.test(context.value)) {
        context.issues.push({
          code: "custom",
          message: `is not a name for ${what}`,
          input: context.value,
          params: { allowed: String(key), remedy: "Rename it." },
        });
      }
    }),
    text("text"),
  );

const call = z.union([
  z.string(),
  strict({
    to: text("the name of a service"),
    timeout: duration("10m", 1).optional(),
    retries: whole(0, 10).optional(),
    path: path.optional(),
    optional: flag.optional(),
    role: oneOf("writer", "reader").optional(),
  }),
]);

const service = strict({
  on: strict({
    instances: strict({ tags: texts(/^.{1,128}$/, "a tag").optional(), autoScalingGroup: name.optional() }).optional(),
    pods: strict({
      cluster: name,
      namespace: name.optional(),
      deployment: name,
      replicas: whole(0, 100),
      labels: texts(/^.{1,317}$/, "a label").optional(),
    }).optional(),
    database: strict({ cluster: name }).optional(),
  }),
  behaves: strict({
    latency: duration("10m").optional(),
    jitter: duration("10m").optional(),
    cpu: duration("10s").optional(),
    concurrency: whole(1, 10_000).optional(),
    queue: whole(0, 100_000).optional(),
    errors: percent.optional(),
    calls: z.array(call).optional(),
  }).optional(),
  command: text("a command line").optional(),
  env: texts(envName, "a variable of the environment").optional(),
  startTimeout: duration("10m", 100).optional(),
  calls: z.array(call).optional(),
  health: path.optional(),
  port: whole(1, 65_535).optional(),
});

const traffic = strict({
  name: text("a name"),
  to: strict({ loadBalancer: name.optional(), port: whole(1, 65_535).optional(), service: text("the name of a service").optional() }),
  rate,
  timeout: duration("10m", 1).optional(),
  path: path.optional(),
  method: oneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS").optional(),
  headers: texts(headerName, "a header").optional(),
  body: text("a body").optional(),
  clients: whole(1, 200).optional(),
});

/** The shape of `rehearsal.yaml`. What one part says about another is checked in `references.ts`. */
export const systemSchema = strict({
  version: leaf<1>((value) => value === 1, { message: "is not a version that is known", allowed: "1", remedy: "Write version: 1." }),
  /** Set by who reads the file; commands run there. */
  directory: text("an absolute folder").optional(),
  services: z.record(z.string(), service).optional(),
  traffic: z.array(traffic).optional(),
});

export type WrittenSystem = z.infer<typeof systemSchema>;
export type WrittenService = z.infer<typeof service>;
export type WrittenCall = z.infer<typeof call>;
export type WrittenTraffic = z.infer<typeof traffic>;
