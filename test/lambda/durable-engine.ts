import type {
  CheckpointDurableExecutionRequest,
  DurableExecutionInvocationInput,
  DurableExecutionInvocationOutput,
  OperationUpdate,
} from "@aws/durable-execution-sdk-js";
import { DurableExecutionInvocationInputWithClient } from "@aws/durable-execution-sdk-js";

type WireOperation = DurableExecutionInvocationInput["InitialExecutionState"]["Operations"][number];

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orchestrator:live/durable-execution/one/1";
const never = <T>() => new Promise<T>(() => undefined);

/** An invocation is lost just before or just after its n-th record, of all that the execution writes, is kept. */
export interface Cut {
  readonly nth: number;
  readonly when: "before" | "after";
}

/** What Lambda keeps of one durable execution: its records, and no more. */
export class DurableEngine {
  /** Each record that was kept, as `name action`. */
  readonly kept: string[] = [];
  private readonly operations = new Map<string, WireOperation>();
  private asked = 0;

  constructor(payload: unknown) {
    this.operations.set("execution", {
      Id: "execution",
      Type: "EXECUTION",
      Status: "STARTED",
      StartTimestamp: new Date(0),
      ExecutionDetails: { InputPayload: JSON.stringify(payload) },
    });
  }

  /** Begins an invocation with all that was kept before. `lose` is called where it is cut: from then on nothing is answered. */
  invocation(cut: Cut | undefined, lose: () => void): DurableExecutionInvocationInputWithClient {
    for (const [id, operation] of this.operations)
      if (operation.Status === "PENDING") this.operations.set(id, { ...operation, Status: "READY" });
    let isLost = false;
    const lost = <T>() => {
      isLost = true;
      lose();
      return never<T>();
    };
    const input = {
      DurableExecutionArn: ARN,
      CheckpointToken: "token",
      InitialExecutionState: { Operations: [...this.operations.values()] },
    };
    return new DurableExecutionInvocationInputWithClient(input, {
      getExecutionState: async () => ({ Operations: [...this.operations.values()] }),
      checkpoint: async ({ Updates = [] }: CheckpointDurableExecutionRequest) => {
        const changed: WireOperation[] = [];
        for (const update of Updates) {
          if (isLost) return never();
          const isHere = ++this.asked === cut?.nth;
          if (isHere && cut.when === "before") return lost();
          changed.push(this.keep(update));
          if (isHere) return lost();
        }
        return isLost ? never() : { CheckpointToken: "token", NewExecutionState: { Operations: changed } };
      },
    });
  }

  private keep(update: OperationUpdate): WireOperation {
    const { Id = "", Action = "START", Payload, Error: error } = update;
    this.kept.push(`${update.Name ?? update.Type} ${Action}`);
    const before = this.operations.get(Id);
    const attempt = before?.StepDetails?.Attempt ?? 0;
    const status = { START: "STARTED", SUCCEED: "SUCCEEDED", FAIL: "FAILED", RETRY: "PENDING", CANCEL: "CANCELLED" } as const;
    const operation: WireOperation = {
      Id,
      ParentId: update.ParentId,
      Name: update.Name,
      Type: update.Type,
      SubType: update.SubType,
      StartTimestamp: before?.StartTimestamp ?? new Date(0),
      Status: status[Action],
      StepDetails: {
        Attempt: Action === "START" ? attempt + 1 : attempt,
        Result: Payload ?? before?.StepDetails?.Result,
        Error: error,
        ...(Action === "RETRY" ? { NextAttemptTimestamp: new Date(Date.now() + 1_000) } : {}),
      },
    };
    this.operations.set(Id, operation);
    return operation;
  }
}

/** Runs invocations until the execution is over. Each that is cut is begun again, as Lambda does. */
export async function execute(
  engine: DurableEngine,
  options: {
    readonly cut?: Cut;
    /** `undefined` where its process was killed. */
    readonly invoke: (input: DurableExecutionInvocationInputWithClient) => Promise<DurableExecutionInvocationOutput | undefined>;
    readonly onCut: () => void;
  },
): Promise<{ readonly output: DurableExecutionInvocationOutput; readonly invocations: number; readonly wasCut: boolean }> {
  let wasCut = false;
  for (let nth = 1; nth <= 40; nth++) {
    let lose = (): void => undefined;
    const lost = new Promise<undefined>((resolve) => {
      lose = () => {
        wasCut = true;
        options.onCut();
        resolve(undefined);
      };
    });
    const output = await Promise.race([options.invoke(engine.invocation(options.cut, lose)), lost]);
    if (output && output.Status !== "PENDING") return { output, invocations: nth, wasCut };
  }
  throw new Error(`not over after 40 invocations: ${engine.kept.join(", ")}`);
}
