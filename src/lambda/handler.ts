import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { bagOf } from "./aws";
import { orchestrate } from "./orchestrate";

const bag = bagOf(process.env);

/** The function of the Orchestrator. https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html */
export const handler = withDurableExecution((event: unknown, context) => orchestrate(event, context, bag()));
