import { Experiment, ec2 } from "../../../../src";
import { common } from "../definition";

const faults = { stop: ec2.stopInstances({ instances: { tags: { a: "b" } } }) };

new Experiment("twice", { ...common, faults });
new Experiment("twice", { ...common, faults });
