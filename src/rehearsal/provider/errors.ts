import { messageOf } from "../../words";

const NOT_FOUND = /NotFound|NoSuch|QueueDoesNotExist|NonExistentQueue|NotAttached|^InvalidDocument$/;
/** Auto Scaling has one code for everything that is wrong. */
const NOT_FOUND_WORDS = /^AutoScalingGroup name not found|^Trying to remove Target Groups that are not part of the group/;
const IN_USE = /DependencyViolation|InUse|DeleteConflict|InvalidDBClusterState|InvalidDBInstanceState|OperationNotPermitted/;

function codeOf(thrown: unknown): string {
  const name = (thrown as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name : "";
}

/** `InvalidVpcID.NotFound`, `NoSuchEntityException`, `DBClusterNotFoundFault`, `ResourceNotFoundException` … */
export function isNotFound(thrown: unknown): boolean {
  return NOT_FOUND.test(codeOf(thrown)) || (codeOf(thrown) === "ValidationError" && NOT_FOUND_WORDS.test(messageOf(thrown)));
}

/** Something that still needs it must go first: try again. */
export function isInUse(thrown: unknown): boolean {
  return IN_USE.test(codeOf(thrown));
}

/** The answer, or `undefined` when there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}
