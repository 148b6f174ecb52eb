import { attachment } from "./attachment";
import { group } from "./group";
import { tag } from "./tag";

export const autoscalingTypes = [group, tag, attachment];
