import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../../words";
import { isObject, type Plain, type Properties } from "../contract";
import { zip } from "./zip";

/** Pulumi's markers of files in marshalled values: sdk/go/common/resource/sig/sig.go. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** An asset or an archive. */
export const isFile = (value: Plain): value is Properties =>
  isObject(value) && (value[SIGNATURE] === ASSET || value[SIGNATURE] === ARCHIVE);

/**
 * The same properties, each asset and archive with a hash of what is in it: the files are there only while the program runs, and their paths
 * differ between runs. A file that cannot be read is an error that names it.
 */
export function withHashes(properties: Properties): Properties {
  const walk = (value: Plain): Plain => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    if (isFile(value)) return typeof value.hash === "string" && value.hash !== "" ? value : { ...value, hash: hashOfFile(value) };
    return mapped(value, walk);
  };
  return walk(properties) as Properties;
}

/** The same value with only the hashes of its assets and archives: equal contents are equal, wherever they lie. */
export function contentsOf(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(contentsOf);
  if (!isObject(value)) return value;
  if (isFile(value)) return { [SIGNATURE]: value[SIGNATURE] ?? null, hash: value.hash ?? null };
  return mapped(value, contentsOf);
}

function mapped(value: Properties, use: (member: Plain) => Plain): Plain {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, use(member)]));
}

/** The bytes of an asset. */
export function assetBytes(asset: unknown): Buffer {
  const value = asset as Properties;
  if (typeof value.text === "string") return Buffer.from(value.text);
  if (typeof value.path === "string") return readFileSync(value.path);
  throw remote(value);
}

/** An archive as the zip file that Lambda takes. */
export function archiveZip(archive: unknown): Buffer {
  const value = archive as Properties;
  if (typeof value.path === "string" && /\.(zip|jar)$/.test(value.path)) return readFileSync(value.path);
  return zip(filesOf(value));
}

function hashOfFile(value: Properties): string {
  const bytes = value[SIGNATURE] === ASSET ? assetBytes(value) : archiveBytes(value);
  return createHash("sha256").update(bytes).digest("hex");
}

function archiveBytes(value: Properties): Buffer {
  const hashes = [...filesOf(value)].map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")] as const);
  return Buffer.from(canonicalJson(Object.fromEntries(hashes)));
}

/** Everything in an archive, by its path there. */
function filesOf(value: Properties): ReadonlyMap<string, Buffer> {
  if (isObject(value.assets ?? null)) {
    const members = Object.entries(value.assets as Properties).flatMap(([name, member]) => {
      if (!isFile(member)) throw new Error(`${name} in the archive is neither an asset nor an archive`);
      if (member[SIGNATURE] === ASSET) return [[name, assetBytes(member)] as const];
      return [...filesOf(member)].map(([inner, bytes]) => [`${name}/${inner}`, bytes] as const);
    });
    return new Map(members);
  }
  if (typeof value.path !== "string") throw remote(value);
  const root = value.path;
  if (!statSync(root).isDirectory()) {
    if (/\.(zip|jar)$/.test(root)) return new Map([["archive.zip", readFileSync(root)]]);
    throw new Error(`${root} is an archive of a kind that cannot be read here: give a folder, a .zip or single files`);
  }
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(root, name)).isFile());
  return new Map(names.sort().map((name) => [name.split("\\").join("/"), readFileSync(join(root, name))]));
}

function remote(value: Properties): Error {
  return new Error(
    `${typeof value.uri === "string" ? value.uri : "a file without a path"} cannot be fetched here: give a file, a folder or a text`,
  );
}
