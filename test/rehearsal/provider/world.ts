import { createHash } from "node:crypto";
import { awsProvider, type ConfiguredProvider, type Properties } from "../../../src/rehearsal";

export interface Made {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The provider on one sandbox, as Pulumi's engine would call it. */
export class World {
  readonly provider: ConfiguredProvider;

  constructor(url: string, config: Properties = {}) {
    this.provider = awsProvider({ endpoint: url, patienceMs: 20_000 }).configure(config);
  }

  async check(type: string, name: string, inputs: Properties, previous?: Properties) {
    return this.provider.check({ ...resource(type, name), inputs, seed: seedOf(name), ...(previous ? { previous } : {}) });
  }

  async make(type: string, name: string, inputs: Properties): Promise<Made> {
    const checked = await this.check(type, name, inputs);
    if (checked.failures.length > 0) throw new Error(`${type}: ${JSON.stringify(checked.failures)}`);
    const created = await this.provider.create({ ...resource(type, name), inputs: checked.inputs, preview: false });
    return { ...resource(type, name), id: created.id, inputs: checked.inputs, outputs: created.outputs };
  }
}

function resource(type: string, name: string) {
  return { type, name, urn: `urn:pulumi:test::test::${type}::${name}` };
}

function seedOf(name: string): Uint8Array {
  return createHash("sha256").update(name).digest();
}
