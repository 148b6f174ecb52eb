import { topicPolicy } from "./policy";
import { topicSubscription } from "./subscription";
import { topic } from "./topic";

export const snsTypes = [topic, topicPolicy, topicSubscription];
