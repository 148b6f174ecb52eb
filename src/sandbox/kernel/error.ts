/** An error as AWS answers it: a code of the service's model, a message, an HTTP status. */
export class AwsError extends Error {
  constructor(
    /** `ValidationException`, `InvalidInstanceID.NotFound` … as the service spells it on the wire. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error's shape, for example `resourceId`. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}
