import * as pulumi from "@pulumi/pulumi";
import { bundle } from "./bundle";
import { functionEntry } from "./entry";

/** The file in the archive, and the export in it, that Lambda calls. */
export const HANDLER = "index.handler";

let archive: Promise<pulumi.asset.Archive> | undefined;

/**
 * The function's code: one file with everything in it, so that what runs does not depend on the SDK of Lambda's runtime. Bundled once per
 * program, without Docker or network. Equal sources give equal bytes: a second `pulumi up` finds nothing to do.
 */
export function functionCode(): Promise<pulumi.asset.Archive> {
  archive ??= bundle(functionEntry()).then((file) => new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(file) }));
  return archive;
}
