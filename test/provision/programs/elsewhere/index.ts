import * as aws from "@pulumi/aws";
import { Experiment, ec2, manifests } from "../../../../src";
import { common } from "../definition";

const china = new aws.Provider("china", { region: "cn-north-1" });
const faults = { stress: ec2.cpuStress({ instances: { tags: { a: "b" } }, duration: "2m" }) };
const effect = { busy: { metric: common.traffic.metric, becomes: { below: "1000 requests" } } } as const;

const here = new Experiment("here", { ...common, faults, effect });
const there = new Experiment("there", { ...common, faults, effect }, { provider: china });

export const faultline = manifests(here, there);
