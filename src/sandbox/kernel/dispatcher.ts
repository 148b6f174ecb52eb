import { modelOf } from "../model/load";
import type { Model, Operation } from "../model/types";
import { outputProblems } from "../wire/outputCheck";
import { refusalOf } from "../wire/refusal";
import { factsOf } from "../wire/services";
import { violationsOf } from "../wire/violations";
import type { Call, Cloud, ServiceId, ServiceModule } from "./cloud";
import { AwsError } from "./error";

/** Takes a parsed call through the model's rules and the caller's permissions to its handler. Shared by wire and `invoke`. */
export class Dispatcher {
  private readonly modules: ReadonlyMap<ServiceId, ServiceModule>;

  constructor(
    private readonly cloud: Pick<Cloud, "authorize">,
    modules: readonly ServiceModule[],
    private readonly options: { readonly strict: boolean; readonly newToken: () => string },
  ) {
    this.modules = new Map(modules.map((module) => [module.id, module]));
  }

  /** The operation by name; throws the error of an operation that AWS or the sandbox does not have. */
  operation(model: Model, name: string): Operation {
    const operation = model.operations.get(name);
    if (operation && this.modules.get(model.id)?.operations[name]) return operation;
    if (operation || model.otherOperations.has(name)) {
      throw new AwsError("NotImplemented", `The Faultline sandbox does not have ${factsOf(model.id).iamPrefix}:${name}.`, 501);
    }
    const query = /query|ec2/.test(model.metadata.protocol);
    if (query) throw new AwsError("InvalidAction", `The action ${name} is not valid for this web service.`, 400);
    throw new AwsError("UnknownOperationException", `${factsOf(model.id).iamPrefix} has no operation ${name}.`, 404);
  }

  /** The handler's output. The input is changed where AWS's clients would fill in an idempotency token. */
  async run(operation: Operation, call: Call, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const violations = violationsOf(operation.input, input, this.options.newToken);
    if (violations.length > 0) throw refusalOf(call.service, violations);
    const module = this.modules.get(call.service);
    const handler = module?.operations[call.operation];
    if (!module || !handler) throw new AwsError("NotImplemented", `The Faultline sandbox does not have ${call.service}.`, 501);
    if (call.principal.kind === "role") {
      const action = `${factsOf(call.service).iamPrefix}:${call.operation}`;
      this.cloud.authorize(module.permissions?.[call.operation]?.(input, call) ?? [{ action, resource: "*" }], call);
    }
    const output = ((await handler(input, call)) ?? {}) as Record<string, unknown>;
    if (this.options.strict) {
      const problems = outputProblems(operation.output, output);
      if (problems.length > 0) {
        throw new Error(`${call.service}:${call.operation} returned what AWS's model does not allow: ${problems.slice(0, 10).join("; ")}`);
      }
    }
    return output;
  }

  /** A call from one service to another, by the names of the model. */
  async invoke(call: Call, input: object): Promise<Record<string, unknown>> {
    return this.run(this.operation(modelOf(call.service), call.operation), call, { ...input });
  }
}
