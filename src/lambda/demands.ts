import type { ExperimentSettings } from "../experiment";
import type { Demand } from "../run";
import { isOpen } from "../schedule";

/** How a request for consent ended. */
export interface Answered {
  readonly answer: "ok" | "refused";
  readonly message: string;
  readonly by: string | null;
}

/** What a run of this experiment demands beside the checks of every run. `consent` is missing where none is needed. */
export function demandsOf(settings: ExperimentSettings, consent: Answered | null, isAsApproved: () => Promise<boolean>): readonly Demand[] {
  const demands: Demand[] = [];
  if (settings.approval)
    demands.push({
      name: "approval",
      look: async () => {
        if (!consent) return { answer: "refused", message: "nobody was asked" };
        const facts = { by: consent.by };
        if (consent.answer === "ok" && !(await isAsApproved()))
          return { answer: "refused", message: "the experiment was changed after it was approved: ask again", facts };
        return { answer: consent.answer, message: consent.message, facts };
      },
    });
  if (settings.windows.length > 0)
    demands.push({
      name: "window",
      look: async (now) =>
        isOpen({ windows: settings.windows }, now)
          ? { answer: "ok", message: "runs may start now" }
          : { answer: "refused", message: `runs may not start at ${new Date(now).toISOString()}: outside of ${windowsText(settings)}` },
    });
  return demands;
}

function windowsText({ windows }: ExperimentSettings): string {
  return windows.map(({ days, from, to, timezone }) => `${days ? `${days.join(" ")} ` : ""}${from} to ${to} ${timezone}`).join(", ");
}
