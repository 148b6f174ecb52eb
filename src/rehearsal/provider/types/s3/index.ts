import { bucket } from "./bucket";
import { bucketObject } from "./object";
import { bucketEncryption, bucketLifecycle } from "./rules";
import { bucketOwnershipControls, bucketPolicy, bucketPublicAccessBlock, bucketVersioning } from "./settings";

export const s3Types = [
  bucket,
  bucketVersioning,
  bucketEncryption,
  bucketPublicAccessBlock,
  bucketOwnershipControls,
  bucketLifecycle,
  bucketPolicy,
  bucketObject,
];
