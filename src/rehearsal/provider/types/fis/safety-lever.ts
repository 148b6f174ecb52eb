import type { fis } from "@pulumi/aws";
import type { Context } from "../../context";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { rawCall } from "./raw-call";

interface Lever {
  readonly safetyLever?: {
    readonly id?: string;
    readonly arn?: string;
    readonly state?: { readonly status?: string; readonly reason?: string };
  };
}

const ID = "default";

/**
 * https://docs.aws.amazon.com/fis/latest/APIReference/API_UpdateSafetyLeverState.html. There is one lever per account and Region. Deleting
 * the resource leaves the lever as it is, as AWS's provider does.
 */
export const safetyLeverState = resource<fis.SafetyLeverStateArgs, fis.SafetyLeverStateState>({
  type: "aws:fis/safetyLeverState:SafetyLeverState",
  inputs: inputsOf<fis.SafetyLeverStateArgs>()({ required: [], replaces: [], updates: ["state"], inert: ["timeouts"] }),
  check: ({ state }) => {
    if (state === undefined) return [{ property: "state", reason: "is missing" }];
    const allowed = ["engaged", "disengaged"];
    return allowed.includes(state.status)
      ? []
      : [{ property: "state.status", reason: `is "${state.status}"; allowed: ${allowed.join(", ")}` }];
  },
  async create(inputs, context) {
    await pull(inputs, context);
    return ID;
  },
  async read(_id, context) {
    const { safetyLever } = await look(context);
    return { arn: safetyLever?.arn, state: { status: safetyLever?.state?.status ?? "", reason: safetyLever?.state?.reason ?? "" } };
  },
  async update(_id, { news }, context) {
    await pull(news, context);
  },
  async delete() {
    return;
  },
});

async function look(context: Context): Promise<Lever> {
  return rawCall<Lever>(context.clients.fis, "GET", `/safetyLevers/${ID}`);
}

/** The API refuses a change of the reason alone: nothing is sent when the lever stands right already. */
async function pull(inputs: Plainly<fis.SafetyLeverStateArgs>, context: Context): Promise<void> {
  const wanted = inputs.state?.status;
  if ((await look(context)).safetyLever?.state?.status === wanted) return;
  await rawCall<Lever>(context.clients.fis, "PATCH", `/safetyLevers/${ID}/state`, {
    state: { status: wanted, reason: inputs.state?.reason },
  });
  await context.wait(`the safety lever to be ${wanted}`, async () =>
    (await look(context)).safetyLever?.state?.status === wanted ? true : undefined,
  );
}
