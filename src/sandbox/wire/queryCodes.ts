/** Errors of SQS that its query protocol called by a longer name; the model of today has the names alone. */
const LONGER = new Set([
  "BatchEntryIdsNotDistinct",
  "BatchRequestTooLong",
  "EmptyBatchRequest",
  "InvalidBatchEntryId",
  "MessageNotInflight",
  "PurgeQueueInProgress",
  "QueueDeletedRecently",
  "TooManyEntriesInBatchRequest",
  "UnsupportedOperation",
]);

/** The code of an error in the query protocol that SQS once spoke: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
export function sqsQueryCode(code: string): string {
  if (code === "QueueDoesNotExist") return "AWS.SimpleQueueService.NonExistentQueue";
  if (code === "QueueNameExists") return "QueueAlreadyExists";
  if (code === "InvalidParameterValueException") return "InvalidParameterValue";
  return LONGER.has(code) ? `AWS.SimpleQueueService.${code}` : code;
}
