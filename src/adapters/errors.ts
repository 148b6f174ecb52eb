/** An error that AWS answered, as opposed to a connection that failed or a call that was given up. */
interface ServiceFault {
  readonly name: string;
  readonly message: string;
  readonly $fault: "client" | "server";
  readonly $metadata: { readonly httpStatusCode?: number };
}

const THROTTLES = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|ServiceQuotaExceeded/i;

/** AWS's name of an error, or that of anything else that was thrown. */
export function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "";
}

/** Whether AWS answered no: the call had no effect. */
export function isRefusal(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error) || !("$metadata" in thrown)) return false;
  const fault = thrown as unknown as ServiceFault;
  const status = fault.$metadata.httpStatusCode ?? 0;
  return fault.$fault === "client" || (status >= 400 && status < 500);
}

/** Whether the same call may be accepted later: throttled, or a quota that empties by itself. */
export function isRetryable(thrown: unknown): boolean {
  return THROTTLES.test(nameOf(thrown));
}
