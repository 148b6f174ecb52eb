import type { SubscriptionRecord } from "./records";

/** Whether a URL names this machine, by an address or by `localhost`. */
export function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  } catch {
    return false;
  }
}

/** Posts as SNS does; follows no redirect, as that could lead away from this machine. Throws when it is not taken. */
export async function postHttp(url: string, body: string, type: string, one: SubscriptionRecord): Promise<void> {
  const headers = {
    "content-type": "text/plain; charset=UTF-8",
    "x-amz-sns-message-type": type,
    "x-amz-sns-topic-arn": one.topicArn,
    ...(type === "Notification" ? { "x-amz-sns-subscription-arn": one.arn } : {}),
  };
  const reply = await fetch(url, { method: "POST", headers, body, redirect: "error", signal: AbortSignal.timeout(15_000) });
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`it answered ${reply.status}`);
}
