import { EXIT, FaultlineError } from "../../words";

/** How the sandbox tells that a machine's process did not come up, with the reason in JSON behind it. */
const NOT_UP = /^sandbox: (an instance did not boot|eks: a pod's container could not be started) (\{.*\})$/;
/** Machines are started again and again; when so many starts have failed before the first run, no later one will do better. */
const HOPELESS_AFTER = 12;
const KEPT = 3;

/** Listens to what the sandbox says, for the case that a rehearsal fails. */
export class Trouble {
  private readonly last: string[] = [];
  private failures = 0;
  /** Set when the described services do not start. */
  hopeless: FaultlineError | undefined;

  constructor(private readonly onHopeless: () => void) {}

  heard(line: string): void {
    this.last.push(line);
    if (this.last.length > KEPT) this.last.shift();
    const facts = NOT_UP.exec(line)?.[2];
    if (facts === undefined || ++this.failures !== HOPELESS_AFTER) return;
    this.hopeless = new FaultlineError("machines-do-not-start", `The machines do not start: ${reasonIn(facts)}`, {
      exitCode: EXIT.errored,
      remedy: "Mend the service's `command` in rehearsal.yaml. It is run in the folder of that file and must listen on the port in PORT.",
      facts: { failures: this.failures },
    });
    this.onHopeless();
  }

  /** The last lines. */
  get lately(): readonly string[] {
    return this.last;
  }
}

function reasonIn(facts: string): string {
  const { reason } = JSON.parse(facts) as { readonly reason?: unknown };
  return String(reason).replace(/^FaultlineError: /, "");
}
