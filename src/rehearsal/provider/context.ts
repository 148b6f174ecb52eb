import { EXIT, FaultlineError } from "../../words";
import type { Clients } from "./clients";

export interface Identity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
}

/** What a resource type works with: the clients of its Region, and who and where it is. */
export interface Context {
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly clients: Clients;
  /** No endpoint was given: there are only previews, and nothing can be asked. */
  readonly offline: boolean;
  /** Who calls, asked of STS once. */
  identity(): Promise<Identity>;
  /** The twelve digits of the account. */
  accountId(): Promise<string>;
  /** The resource's tags over the provider's default tags. */
  tagsOf(inputs: { readonly tags?: Readonly<Record<string, string>> | undefined }): Readonly<Record<string, string>>;
  /** Asks until the answer is not `undefined`. Gives up after the provider's patience with an error that names `what`. */
  wait<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
}

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;

/** Asks again and again, at first quickly: the sandbox's minutes are seconds. */
export async function pollUntil<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  options: { readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<T> {
  let waited = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (options.signal.aborted) throw gaveUp(what, "the provider was closed");
    if (waited >= options.patienceMs) throw gaveUp(what, `not within ${Math.round(options.patienceMs / 1_000)} s`);
    waited += pause;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function gaveUp(what: string, why: string): FaultlineError {
  return new FaultlineError("wait-exceeded", `waited for ${what}: ${why}`, {
    exitCode: EXIT.errored,
    remedy:
      "Look at the resource's state in the sandbox (`aws … describe` with --endpoint-url); start the sandbox with a higher --speed if it is only slow.",
  });
}
