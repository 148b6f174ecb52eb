import { createHash } from "node:crypto";
import { alphanumeric } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";

/** Kubernetes' alphabet for generated names: no vowels, so no words. */
const SAFE = "bcdfghjklmnpqrstvwxz2456789";

/** The hash of a deployment's pod template, as it stands in pod names: the same template gives the same hash. */
export function templateHash(template: {
  deployment: string;
  labels: Readonly<Record<string, string>>;
  containers: readonly string[];
}): string {
  const digest = createHash("sha256").update(JSON.stringify(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => SAFE[byte % SAFE.length] ?? "b").join("");
}

/** `<deployment>-<template hash>-<5 characters>` */
export function podName(cloud: Pick<Cloud, "random">, deployment: string, hash: string): string {
  return `${deployment}-${hash}-${alphanumeric(cloud, 5, SAFE)}`;
}
