import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { dropUnusedCode } from "./code/store";
import { DurableEngine } from "./durable/engine";
import { durableOperations } from "./durable/operations";
import { conflict, invalid } from "./errors";
import { functionOperations } from "./functions/create";
import { optionOperations } from "./functions/options";
import { policyOperations } from "./functions/policy";
import { versionOperations } from "./functions/versions";
import { invokeOperation } from "./invoke/invoke";
import { EventQueue } from "./invoke/queue";
import { functionName, functionNamed, versionOf } from "./names";
import { permissionsOf } from "./permissions";
import { tablesFor } from "./records";
import { Pool } from "./runtime/pool";
import { tagSource } from "./tagsource";

/**
 * Lambda: https://docs.aws.amazon.com/lambda/latest/api/
 *
 * A function's code runs in a process of its own, with the Runtime API that AWS gives to it and the credentials of its execution role. What Lambda
 * measures is the sandbox's time: a time-out of 900 s is 900 seconds of the sandbox, and the context says how many are left. The code itself lives in
 * the machine's time, like every process here: `Date` and timers are what they are. Environments are not frozen between events, and the AWS SDK is not preinstalled: bundle it.
 */
export const lambdaService: ServiceFactory = (cloud) => {
  const pool = new Pool(cloud);
  const queue = new EventQueue(cloud, pool);
  const engine = new DurableEngine(cloud, pool);
  cloud.tagSources.add(tagSource(cloud));
  cloud.functionProcesses = () => pool.list();
  return {
    id: "lambda",
    operations: {
      ...functionOperations(cloud),
      ...versionOperations(cloud),
      ...policyOperations(cloud),
      ...optionOperations(cloud),
      ...durableOperations(cloud, engine),
      Invoke: invokeOperation(cloud, { pool, queue, engine }),
      DeleteFunction: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
        const wanted = functionName(input.FunctionName, input.Qualifier, call);
        const found = functionNamed(cloud, call, wanted);
        const tables = tablesFor(cloud, call);
        const scope = regionalScope(call);
        if (wanted.qualifier !== undefined) {
          if (wanted.qualifier === "$LATEST") throw invalid("$LATEST version cannot be deleted without deleting the function.");
          if (found.aliases[wanted.qualifier]) throw invalid("Deletion of aliases is not currently supported.");
          const version = versionOf(found, wanted.qualifier);
          const holders = Object.values(found.aliases).filter((alias) => alias.version === version.version);
          if (holders.length > 0) {
            throw conflict(`Version is currently referenced by an alias: ${holders.map(({ name }) => name).join(", ")}`);
          }
          found.published = found.published.filter((one) => one !== version);
          tables.functions.set(found.name, found);
        } else {
          for (const one of engine.all(scope)) {
            if (one.functionName === found.name) {
              engine.close(scope, one, "STOPPED", { error: { ErrorMessage: "The function was deleted." } });
            }
          }
          tables.functions.delete(found.name);
          pool.retire(scope, found.name);
        }
        dropUnusedCode(tables);
        return { StatusCode: 204 };
      },
    },
    permissions: permissionsOf(cloud),
    start: () => {
      queue.start();
      engine.start();
    },
    stop: async () => {
      queue.stop();
      engine.stop();
      await pool.stop();
    },
  };
};
