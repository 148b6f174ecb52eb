import { stsService } from "../sts";
import type { ServiceFactory } from "./cloud";

/** Every service of the sandbox. The order is the order of start; stopping goes backwards. */
export const SERVICE_FACTORIES: readonly ServiceFactory[] = [stsService];
