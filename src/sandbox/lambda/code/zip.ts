import { inflateRawSync } from "node:zlib";

/** A file of an archive. */
export interface ZipEntry {
  /** Relative, with `/`, checked not to leave the folder that it is unpacked to. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** The archive is not one, or not one that can be unpacked safely. */
export class BadZip extends Error {}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 0xffff;
/** Lambda's quota of an unpacked deployment package. */
const MOST_UNPACKED = 262_144_000;

/** The files of a zip archive, from its central directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== CENTRAL) throw new BadZip("its directory is damaged");
    const flags = zip.readUInt16LE(at + 8);
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    const local = zip.readUInt32LE(at + 42);
    const path = zip.toString("utf8", at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (flags & 1) throw new BadZip(`${path} is encrypted`);
    if (path.endsWith("/")) continue;
    if (path.startsWith("/") || path.includes("\\") || path.split("/").some((part) => part === ".." || part === "")) {
      throw new BadZip(`${path} leads out of the archive`);
    }
    if ((mode & 0o170000) === 0o120000) throw new BadZip(`${path} is a symbolic link`);
    total += size;
    if (total > MOST_UNPACKED) throw new BadZip(`Unzipped size must be smaller than ${MOST_UNPACKED} bytes`);
    entries.push({ path, bytes: contentOf(zip, local, packed, size, method, path), executable: (mode & 0o111) !== 0 });
  }
  return entries;
}

function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - 22 - LONGEST_COMMENT; at--) {
    if (zip.readUInt32LE(at) === END) return at;
  }
  throw new BadZip("it has no directory");
}

function contentOf(zip: Buffer, local: number, packed: number, size: number, method: number, path: string): Buffer {
  if (local + 30 > zip.length || zip.readUInt32LE(local) !== LOCAL) throw new BadZip(`${path} is damaged`);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + packed);
  if (bytes.length !== packed) throw new BadZip(`${path} is cut off`);
  if (method === 0) return bytes;
  if (method !== 8) throw new BadZip(`${path} is packed by method ${method}, which is neither stored nor deflated`);
  try {
    const content = inflateRawSync(bytes, { maxOutputLength: size + 1 });
    if (content.length !== size) throw new BadZip(`${path} has another size than its directory says`);
    return content;
  } catch (problem) {
    if (problem instanceof BadZip) throw problem;
    throw new BadZip(`${path} is damaged`);
  }
}
