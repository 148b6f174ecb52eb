import * as pulumi from "@pulumi/pulumi";

/** What is known of an Output while the program runs. */
export interface Opened {
  /** With `pulumi.unknown` in the places of what is known only later. */
  readonly value: unknown;
  readonly secret: boolean;
  /** Nothing was made for it, nothing in it is secret or open: it is no more than its value. */
  readonly mere: boolean;
}

/** The part of an Output that Pulumi's own code uses and its types leave out. */
interface Inside {
  promise(withUnknowns: boolean): Promise<unknown>;
}

/**
 * Opens an Output that came over the wire. All of it is there already: what another program hands to a component has been resolved before, or stands there
 * as unknown. Nothing is waited for, and nothing is made inside.
 */
export async function opened(output: pulumi.Output<unknown>): Promise<Opened> {
  const [value, secret, resources] = await Promise.all([
    (output as unknown as Inside).promise(true),
    pulumi.isSecret(output),
    pulumi.getAllResources(output),
  ]);
  // An Output that is unknown as a whole resolves to nothing.
  const known = await isKnown(output);
  const shown = !known && value === undefined ? pulumi.unknown : value;
  return { value: shown, secret, mere: known && !secret && resources.size === 0 };
}

function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}
