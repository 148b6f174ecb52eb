import { EXIT, FaultlineError, isFaultlineError, messageOf } from "../../../words";
import { CALL_TIMEOUT_MS } from "./parts";

/** A call with a time-out of its own; what goes wrong is an error somebody can act on. */
export async function bounded<T>(what: string, where: string, call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
  try {
    return await call({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  } catch (thrown) {
    throw storeTrouble(what, where, thrown);
  }
}

/** Whether a condition of a conditional write did not hold: somebody else was first. */
export function isConditionFailed(thrown: unknown): boolean {
  const cause = isFaultlineError(thrown) ? thrown.cause : thrown;
  return nameOf(cause) === "ConditionalCheckFailedException";
}

const KINDS: readonly (readonly [RegExp, { readonly code: string; readonly says: string; readonly remedy: string }])[] = [
  [
    /AccessDenied|UnrecognizedClient|InvalidAccessKey|SignatureDoesNotMatch|ExpiredToken|CredentialsProvider/,
    {
      code: "store-denied",
      says: "is not allowed",
      remedy: "Give the caller the rights that docs/orchestrator.md lists for the table and the bucket.",
    },
  ],
  [
    /ResourceNotFound|NoSuchBucket/,
    {
      code: "store-missing",
      says: "found nothing there",
      remedy: "Check the Deployment: run pulumi up for the Orchestrator, and name its stack.",
    },
  ],
  [
    /Throttling|ProvisionedThroughput|RequestLimit|SlowDown|TooManyRequests/,
    {
      code: "store-throttled",
      says: "was throttled, again and again",
      remedy: "Try again in a minute; other writers of the table may be too fast.",
    },
  ],
  [
    /./,
    {
      code: "store-unavailable",
      says: "did not succeed",
      remedy: "Try again; if it lasts, look at the health of DynamoDB and S3 in the Region.",
    },
  ],
];

function storeTrouble(what: string, where: string, thrown: unknown): FaultlineError {
  if (isFaultlineError(thrown)) return thrown;
  const name = nameOf(thrown);
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? {
    code: "store-unavailable",
    says: "did not succeed",
    remedy: "Try again.",
  };
  return new FaultlineError(kind.code, `${what} in ${where} ${kind.says} (${name}: ${messageOf(thrown)}).`, {
    exitCode: EXIT.errored,
    remedy: kind.remedy,
    facts: { where, error: name },
    cause: thrown,
  });
}

function nameOf(thrown: unknown): string {
  return (thrown as { readonly name?: string } | null)?.name ?? "Error";
}
