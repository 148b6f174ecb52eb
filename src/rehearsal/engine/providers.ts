import { hashOf } from "../../words";
import type { ConfiguredProvider, Properties, PropertyFailure, Provider } from "../contract";
import { makeUrn } from "./urn";

/** A configured provider and the reference by which resources name it. */
export interface ProviderInstance {
  readonly urn: string;
  readonly id: string;
  readonly reference: string;
  readonly provider: ConfiguredProvider;
}

/** The provider instances of one evaluation: the default one, made from the stack's configuration when first needed, and explicit ones. */
export class Providers {
  private readonly byReference = new Map<string, ProviderInstance>();
  private default: ProviderInstance | undefined;

  constructor(
    private readonly stack: { readonly project: string; readonly name: string; readonly config: Readonly<Record<string, string>> },
    private readonly provider: Provider,
    private readonly onDefault: (instance: ProviderInstance, config: Properties) => void,
  ) {}

  /** Whether any provider is there for this package. */
  knows(packageName: string): boolean {
    return packageName === this.provider.name;
  }

  check(config: Properties): readonly PropertyFailure[] {
    return this.provider.checkConfig(config).failures;
  }

  /** Configures an explicit provider (`new aws.Provider(…)`). */
  add(urn: string, config: Properties): ProviderInstance {
    const id = hashOf({ provider: urn }).slice(0, 32);
    const instance = { urn, id, reference: `${urn}::${id}`, provider: this.provider.configure(config) };
    this.byReference.set(instance.reference, instance);
    return instance;
  }

  /** The provider of a reference, or the default one where the program named none. `undefined`: a provider of another package. */
  get(reference: string | undefined, packageName: string): ProviderInstance | undefined {
    if (!this.knows(packageName)) return undefined;
    if (reference) {
      const explicit = this.byReference.get(reference);
      if (explicit) return explicit;
    }
    this.default ??= this.makeDefault();
    return this.default;
  }

  close(): void {
    for (const instance of this.byReference.values()) instance.provider.close();
  }

  private makeDefault(): ProviderInstance {
    const prefix = `${this.provider.name}:`;
    const config = Object.fromEntries(
      Object.entries(this.stack.config)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
    const name = `default_${this.provider.version.replaceAll(".", "_")}`;
    const instance = this.add(
      makeUrn(this.stack.name, this.stack.project, undefined, `pulumi:providers:${this.provider.name}`, name),
      config,
    );
    this.onDefault(instance, config);
    return instance;
  }
}
