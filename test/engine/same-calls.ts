import { awsProvider, type Evaluation, evaluate } from "../../src/rehearsal";
import { sandbox } from "../sandbox/support";
import { type Called, callsOf } from "./project";
import { furnish } from "./stacks";

type Registrations = Evaluation["registrations"];

/** Makes a stack by our own engine in a sandbox of its own, and tells its calls to AWS and its resources. */
export async function rehearsed(
  programDir: string,
  stack: string,
): Promise<{ readonly calls: readonly Called[]; readonly registrations: Registrations }> {
  const one = await sandbox({ speed: 600 });
  await furnish(one, stack);
  const { last } = await callsOf(one);
  const evaluation = await evaluate({
    programDir,
    stack,
    provider: awsProvider({ endpoint: one.url }),
    env: { ...process.env, AWS_ENDPOINT_URL: one.url },
  });
  // At once: a sandbox keeps the latest calls, and its own services go on calling one another.
  const { calls } = await callsOf(one, last);
  await one.stop();
  evaluation.close();
  expect(evaluation.failures).toEqual([]);
  return { calls, registrations: evaluation.registrations };
}

/** What `faultline rehearse --list` lists. */
export async function listed(programDir: string, stack: string): Promise<Registrations> {
  const evaluation = await evaluate({ programDir, stack, provider: awsProvider({}), env: process.env, preview: true, assume: true });
  evaluation.close();
  expect(evaluation.failures).toEqual([]);
  return evaluation.registrations;
}

export const isRead = ({ operation }: Called) => /^(Get|List|Describe|Head)/.test(operation);

/** How often each operation that changes something was called. Reads while waiting depend on how long things take. */
export function writesOf(calls: readonly Called[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const call of calls) {
    const name = `${call.service}:${call.operation}`;
    if (!isRead(call)) found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

export const readsOf = (calls: readonly Called[]) =>
  [...new Set(calls.filter(isRead).map(({ service, operation }) => `${service}:${operation}`))].sort();
