import { awsProvider, type ServedProvider, serveProvider } from "../../rehearsal";
import { EXIT, FaultlineError, messageOf } from "../../words";

/** The rehearsal's AWS provider on a port beside a sandbox, for Pulumi's own engine. */
export interface Attachable extends ServedProvider {
  /** What `pulumi` needs in its environment to make its `aws:*` resources in the sandbox. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Serves the provider on 127.0.0.1 until it is stopped. Port 0: any free one. Throws a FaultlineError for a port that cannot be or is taken.
 * https://www.pulumi.com/docs/iac/extending-pulumi/debugging-provider-packages/
 */
export async function attachable(url: string, port: number, region: string | undefined): Promise<Attachable> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw refused("provider-port", `The provider's port ${port} is not a number from 0 to 65535.`, "0 takes any free port.", port);
  }
  const provider = awsProvider({ endpoint: url, ...(region === undefined ? {} : { region }) });
  const served = await serveProvider(provider, port).catch((problem: unknown) => {
    throw refused(
      "port-taken",
      `The provider cannot listen on 127.0.0.1:${port}: ${messageOf(problem)}.`,
      "End the program that has the port, or choose another; 0 takes any free one.",
      port,
    );
  });
  return {
    ...served,
    env: {
      PULUMI_DEBUG_PROVIDERS: `aws:${served.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // For what a program asks AWS beside Pulumi.
      AWS_ENDPOINT_URL: url,
    },
  };
}

function refused(code: string, message: string, remedy: string, port: number): FaultlineError {
  return new FaultlineError(code, message, { exitCode: EXIT.usage, remedy, facts: { port } });
}
