import { uuid } from "../../common/identity";
import { pageOf } from "../../common/paging";
import { type Call, type Cloud, regionalScope } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { findDocument, type ReadDocument } from "../documents/operations";
import { invalidNextToken } from "../problems";
import { type TagRecord, tablesFor } from "../records";
import { assumeFor } from "./actor";
import { type Automations, fresh } from "./engine";
import { executionMatches, type Filter, stepMatches } from "./filters";
import { badParameters, roleOf, startParameters } from "./parameters";
import { type ExecutionRecord, executionsIn, isOver, tokensIn } from "./records";
import { type Runbook, readRunbook } from "./runbook";
import { asText } from "./select";
import { executionView, stepView, summary } from "./views";

export interface StartInput {
  DocumentName: string;
  DocumentVersion?: string;
  Parameters?: Record<string, string[]>;
  ClientToken?: string;
  Mode?: string;
  Tags?: TagRecord[];
}

interface ListInput {
  Filters?: Filter[];
  MaxResults?: number;
  NextToken?: string;
}

/** Automations on many targets, in other accounts, by hand or under an alarm are not here. */
const ONE_BY_ONE = [
  "TargetParameterName",
  "Targets",
  "TargetMaps",
  "MaxConcurrency",
  "MaxErrors",
  "TargetLocations",
  "TargetLocationsURL",
  "AlarmConfiguration",
];

/** The runbook that a start names, with its parameters. Throws what StartAutomationExecution answers. */
export function startOf(cloud: Cloud, input: StartInput, call: Call) {
  const document = automationNamed(cloud, input, call);
  const runbook = readRunbook(document.text, document.format);
  const parameters = startParameters(runbook, input.Parameters ?? {});
  return { document, runbook, parameters, role: roleOf(runbook, parameters) };
}

function automationNamed(cloud: Cloud, { DocumentName, DocumentVersion }: StartInput, call: Call): ReadDocument {
  const missing = () => new AwsError("AutomationDefinitionNotFoundException", `Automation definition ${DocumentName} was not found.`);
  let found: ReadDocument;
  try {
    found = findDocument(tablesFor(cloud, call), DocumentName, call.accountId, DocumentVersion);
  } catch (problem) {
    if (!(problem instanceof AwsError) || problem.code !== "InvalidDocumentVersion") throw missing();
    throw new AwsError("AutomationDefinitionVersionNotFoundException", `${DocumentName} has no version ${DocumentVersion}.`);
  }
  if (found.type !== "Automation") throw missing();
  return found;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html */
export function automationOperations(cloud: Cloud, automations: Automations) {
  const require = (id: string, call: Call): ExecutionRecord => {
    const found = executionsIn(cloud, regionalScope(call)).get(id);
    if (!found) throw new AwsError("AutomationExecutionNotFoundException", `Automation execution ${id} was not found.`);
    return found;
  };

  async function start(input: StartInput, call: Call): Promise<string> {
    const foreign = ONE_BY_ONE.filter((name) => (input as unknown as Record<string, unknown>)[name] !== undefined);
    if (foreign.length > 0) throw badParameters(`The Faultline sandbox runs automations one by one: leave ${foreign.join(", ")} out.`);
    if (input.Mode === "Interactive") throw badParameters("The Faultline sandbox runs automations by themselves: leave Mode out.");
    const { document, runbook, parameters, role } = startOf(cloud, input, call);
    const id = uuid(cloud);
    const record = recordOf(id, input, call, { document, runbook, parameters, role });
    if (role !== undefined) {
      await assumeFor(cloud, call, record, role).catch(() => {
        throw badParameters("The defined assume role is unable to be assumed.");
      });
    }
    executionsIn(cloud, regionalScope(call)).set(id, record);
    automations.begin(regionalScope(call), record);
    return id;
  }

  function recordOf(
    id: string,
    input: StartInput,
    call: Call,
    {
      document,
      runbook,
      parameters,
      role,
    }: { document: ReadDocument; runbook: Runbook; parameters: Record<string, unknown>; role?: string },
  ): ExecutionRecord {
    return {
      id,
      arn: `arn:aws:ssm:${call.region}:${call.accountId}:automation-execution/${id}`,
      documentName: document.name,
      documentVersion: String(document.version),
      content: document.text,
      format: document.format,
      parameters,
      given: Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(asText).filter(Boolean)]),
      ),
      ...(role === undefined ? {} : { assumeRole: role }),
      starter: call.principal,
      startedAt: cloud.clock.now(),
      status: "Pending",
      at: runbook.steps[0]?.name,
      steps: runbook.steps.map((step) => fresh(uuid(cloud), step)),
      tags: input.Tags ?? [],
    };
  }

  return {
    StartAutomationExecution: async (input: StartInput, call: Call) => {
      const { ClientToken, ...asked } = input;
      if (ClientToken === undefined) return { AutomationExecutionId: await start(input, call) };
      const tokens = tokensIn(cloud, regionalScope(call));
      const request = JSON.stringify(asked);
      const known = tokens.get(ClientToken.toLowerCase());
      if (known && known.request !== request) {
        throw new AwsError("IdempotentParameterMismatch", "The client token was used before, with other parameters.");
      }
      if (known) return { AutomationExecutionId: known.id };
      const id = await start(input, call);
      tokens.set(ClientToken.toLowerCase(), { request, id });
      return { AutomationExecutionId: id };
    },
    /** AWS does not say what becomes of the step that Complete meets: here it ends there, and none follows. */
    StopAutomationExecution: (
      { AutomationExecutionId, Type = "Cancel" }: { AutomationExecutionId: string; Type?: "Cancel" | "Complete" },
      call: Call,
    ) => {
      const record = require(AutomationExecutionId, call);
      if (isOver(record) || record.stop) {
        throw new AwsError(
          "InvalidAutomationStatusUpdateException",
          `Automation execution ${record.id} is ${record.status}: it cannot be stopped.`,
        );
      }
      automations.stop(record, Type);
      return {};
    },
    GetAutomationExecution: ({ AutomationExecutionId }: { AutomationExecutionId: string }, call: Call) => ({
      AutomationExecution: executionView(require(AutomationExecutionId, call)),
    }),
    DescribeAutomationExecutions: (input: ListInput, call: Call) => {
      const found = executionsIn(cloud, regionalScope(call))
        .values()
        .filter((record) => (input.Filters ?? []).every((filter) => executionMatches(record, filter)))
        .sort((a, b) => b.startedAt - a.startedAt);
      const { items, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, invalidNextToken);
      return {
        AutomationExecutionMetadataList: items.map((record) => ({ ...summary(record), LogFile: "", AutomationType: "Local" })),
        NextToken: next,
      };
    },
    DescribeAutomationStepExecutions: (input: ListInput & { AutomationExecutionId: string; ReverseOrder?: boolean }, call: Call) => {
      const record = require(input.AutomationExecutionId, call);
      const runbook = readRunbook(record.content, record.format);
      const found = record.steps.filter((state) => (input.Filters ?? []).every((filter) => stepMatches(state, filter)));
      if (input.ReverseOrder) found.reverse();
      const { items, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, invalidNextToken);
      return { StepExecutions: items.map((state) => stepView(runbook, state)), NextToken: next };
    },
  };
}
