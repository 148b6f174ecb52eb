import { experimentTemplate } from "./experiment-template";
import { safetyLeverState } from "./safety-lever";
import { targetAccountConfiguration } from "./target-account";

export const fisTypes = [experimentTemplate, targetAccountConfiguration, safetyLeverState];
