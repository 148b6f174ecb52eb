import { eventRule } from "./rule";
import { eventTarget } from "./target";

export const eventsTypes = [eventRule, eventTarget];
