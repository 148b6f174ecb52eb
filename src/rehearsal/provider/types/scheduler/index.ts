import { scheduleGroup } from "./group";
import { schedule } from "./schedule";

export const schedulerTypes = [scheduleGroup, schedule];
