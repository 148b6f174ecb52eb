import { pageOf } from "../../common/paging";
import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { invalid, notFound } from "../errors";
import { functionArn, functionName, functionNamed } from "../names";
import { applyUpdates } from "./apply";
import { callbackOperations } from "./callbacks";
import type { DurableEngine } from "./engine";
import { statePage, tokenOf } from "./pages";
import { type ErrorRecord, type ExecutionRecord, executionsIn } from "./records";
import type { Update } from "./validate";
import { eventView, executionSummary, operationView } from "./views";

interface List {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly DurableExecutionName?: string;
  readonly Statuses?: readonly string[];
  readonly StartedAfter?: Date;
  readonly StartedBefore?: Date;
  readonly ReverseOrder?: boolean;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

const PAGE = 100;
const badMarker = () => invalid("The marker is not one that a former answer gave.");
const date = (ms: number) => new Date(ms);

/** Durable executions: https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html */
export function durableOperations(cloud: Cloud, engine: DurableEngine) {
  const executionOf = (arn: string, call: Call): ExecutionRecord => {
    const record = engine.all(regionalScope(call)).find((one) => one.arn === arn);
    if (!record) throw notFound(`Durable execution not found: ${arn}`);
    return record;
  };
  /** The function speaks with the newest token, or it is an invocation that no longer counts. */
  const speaking = (arn: string, call: Call): ExecutionRecord => {
    const record = executionsIn(cloud, regionalScope(call)).get(arn);
    if (record?.status !== "RUNNING") throw invalid("Invalid Checkpoint Token");
    return record;
  };
  return {
    CheckpointDurableExecution: (
      input: { DurableExecutionArn: string; CheckpointToken: string; ClientToken?: string; Updates?: readonly Update[] },
      call: Call,
    ) => {
      const record = speaking(input.DurableExecutionArn, call);
      const scope = regionalScope(call);
      const answer = (ids: readonly string[]) => ({
        CheckpointToken: tokenOf(record),
        NewExecutionState: {
          Operations: ids.flatMap((id) => record.operations[id] ?? []).map((operation) => operationView(operation, date)),
        },
      });
      const { lastCheckpoint: last } = record;
      if (last && input.ClientToken !== undefined && last.clientToken === input.ClientToken && last.token === record.token)
        return answer(last.ids);
      if (input.CheckpointToken !== tokenOf(record)) throw invalid("Invalid Checkpoint Token");
      engine.look(scope, record);
      const done = applyUpdates(record, input.Updates ?? [], cloud.clock.now());
      const ids = record.unseen;
      record.unseen = [];
      record.token++;
      record.lastCheckpoint = { clientToken: input.ClientToken ?? "", token: record.token, ids };
      const said = answer(ids);
      if (done.close) {
        const { Action: action, Payload: result, Error: error } = done.close;
        if (action === "SUCCEED") engine.close(scope, record, "SUCCEEDED", { result });
        else engine.close(scope, record, "FAILED", { error });
        return said;
      }
      for (const id of done.invoke) engine.chain(scope, record, id);
      engine.look(scope, record);
      return said;
    },

    GetDurableExecutionState: (
      input: { DurableExecutionArn: string; CheckpointToken: string; Marker?: string; MaxItems?: number },
      call: Call,
    ) => {
      const record = speaking(input.DurableExecutionArn, call);
      if (input.CheckpointToken !== tokenOf(record)) throw invalid("Invalid Checkpoint Token");
      const page = statePage(record, input.Marker, input.MaxItems, date);
      if (!page) throw badMarker();
      return page;
    },

    GetDurableExecution: (input: { DurableExecutionArn: string }, call: Call) => {
      const record = executionOf(input.DurableExecutionArn, call);
      return {
        ...executionSummary(record, functionArn(call, record.functionName)),
        Version: record.version,
        InputPayload: record.payload,
        Result: record.result,
        Error: record.error,
      };
    },

    GetDurableExecutionHistory: (
      input: { DurableExecutionArn: string; IncludeExecutionData?: boolean; ReverseOrder?: boolean; Marker?: string; MaxItems?: number },
      call: Call,
    ) => {
      const { events } = executionOf(input.DurableExecutionArn, call);
      const ordered = input.ReverseOrder ? [...events].reverse() : events;
      const page = pageOf(ordered, input.MaxItems || PAGE, input.Marker, badMarker);
      return { Events: page.items.map((event) => eventView(event, input.IncludeExecutionData === true)), NextMarker: page.next };
    },

    ListDurableExecutionsByFunction: (input: List, call: Call) => {
      const wanted = functionName(input.FunctionName, input.Qualifier, call);
      const found = functionNamed(cloud, call, wanted);
      const { qualifier } = wanted;
      const after = input.StartedAfter?.getTime() ?? Number.NEGATIVE_INFINITY;
      const before = input.StartedBefore?.getTime() ?? Number.POSITIVE_INFINITY;
      const rows = engine
        .all(regionalScope(call))
        .filter((one) => one.functionName === found.name)
        .filter((one) => qualifier === undefined || one.qualifier === qualifier || one.version === qualifier)
        .filter((one) => (input.DurableExecutionName ?? one.name) === one.name)
        .filter((one) => (input.Statuses?.length ? input.Statuses.includes(one.status) : true))
        .filter((one) => one.startedAt >= after && one.startedAt <= before)
        .sort((a, b) => a.startedAt - b.startedAt);
      if (input.ReverseOrder) rows.reverse();
      const page = pageOf(rows, input.MaxItems || PAGE, input.Marker, badMarker);
      return { DurableExecutions: page.items.map((one) => executionSummary(one, found.arn)), NextMarker: page.next };
    },

    StopDurableExecution: (input: { DurableExecutionArn: string; Error?: ErrorRecord }, call: Call) => {
      const record = executionOf(input.DurableExecutionArn, call);
      engine.close(regionalScope(call), record, "STOPPED", { error: input.Error });
      return { StopTimestamp: new Date(record.endedAt ?? cloud.clock.now()) };
    },

    ...callbackOperations(cloud, engine),
  } satisfies Record<string, Handler>;
}
