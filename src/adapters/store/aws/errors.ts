import { EXIT, FaultlineError, isFaultlineError, messageOf } from "../../../words";
import { isAwsError } from "../../clients";
import { isRetryable } from "../../errors";

const GONE = ["ResourceNotFoundException", "NoSuchBucket"];
const DENIED = ["AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException"];

/** Anything that DynamoDB or S3 answered, as an error somebody can act on. */
export function awsStoreError(where: string, thrown: unknown): FaultlineError {
  if (isFaultlineError(thrown)) return thrown;
  const [code, remedy] = isAwsError(thrown, ...GONE)
    ? ["store-missing", "Deploy the Orchestrator again, or name the stack that has it."]
    : isAwsError(thrown, ...DENIED)
      ? ["store-denied", "Give this role the permissions on the Orchestrator's table and bucket."]
      : isRetryable(thrown) || isAwsError(thrown, "ProvisionedThroughputExceededException")
        ? ["store-throttled", "Try again in a minute; look at the table's throttled requests in CloudWatch."]
        : ["store-unavailable", "Check the network and the AWS Health Dashboard, and try again."];
  return new FaultlineError(code, `The journal store ${where} did not answer as it should: ${messageOf(thrown)}.`, {
    exitCode: EXIT.errored,
    remedy,
    facts: { where },
    cause: thrown,
  });
}
