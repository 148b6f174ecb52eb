import type { ExperimentLog } from "./log";
import { stamp } from "./log";
import type { ResolvedTarget } from "./records";

const PAGE = 50;

/** Records of one target that was resolved: a count per account, then the resources in pages. */
export function logResolved(
  log: ExperimentLog,
  now: number,
  target: { name: string; type: string; accounts: readonly string[] },
  resolved: readonly ResolvedTarget[],
): void {
  const common = { target_resolution_end_time: stamp(now), target_name: target.name, target_type: target.type };
  for (const account of target.accounts) {
    const count = resolved.filter((one) => one.accountId === account).length;
    log.write("target-resolution-detail", { ...common, account_id: account, resolved_targets_count: count, status: "completed" });
  }
  const pages = Math.max(1, Math.ceil(resolved.length / PAGE));
  for (let page = 1; page <= pages; page++) {
    const resolved_targets = resolved.slice((page - 1) * PAGE, page * PAGE).map((one) => one.information);
    log.write("target-resolution-end", { ...common, resolved_targets, page, total_pages: pages });
  }
}
