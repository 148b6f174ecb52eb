import type { Acting } from "../../common/identity";
import { hex } from "../../common/identity";
import { type Cloud, regionalScope } from "../../kernel/cloud";
import { appendEvents } from "../../logs";

/** A function's stream in CloudWatch Logs. */
export interface FunctionLog {
  readonly group: string;
  readonly stream: string;
  write(line: string): void;
}

/**
 * The log of one execution environment. Lambda writes in the function's role: what the role may not do is not done, and nobody is told.
 * A group that is not there is made, if the role may.
 */
export function functionLog(cloud: Cloud, as: Acting, group: string, version: string): FunctionLog {
  const day = new Date(cloud.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  const stream = `${day}/[${version}]${hex(cloud, 32)}`;
  const scope = regionalScope(as);
  const arn = `arn:aws:logs:${as.region}:${as.accountId}:log-group:${group}`;
  const allowed = (operation: string, resource: string) => {
    try {
      cloud.authorize([{ action: `logs:${operation}`, resource }], { ...as, service: "logs", operation });
      return true;
    } catch {
      return false;
    }
  };
  let ready: Promise<boolean> | undefined;
  const open = async () => {
    if (!allowed("CreateLogStream", `${arn}:log-stream:${stream}`) || !allowed("PutLogEvents", `${arn}:log-stream:${stream}`)) return false;
    if (appendEvents(cloud, scope, group, stream, [])) return true;
    await cloud.invoke("logs", "CreateLogGroup", { logGroupName: group }, as).catch(() => undefined);
    return appendEvents(cloud, scope, group, stream, []);
  };
  const written = { group, stream };
  return {
    ...written,
    write: (line) => {
      const at = Math.round(cloud.clock.now());
      ready ??= open();
      void ready.then((open) => {
        if (open && line !== "") appendEvents(cloud, scope, group, stream, [{ at, message: line }]);
      });
    },
  };
}
