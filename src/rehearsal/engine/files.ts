import { isAbsolute, join } from "node:path";
import { isObject, type Plain, type Properties } from "../contract";
import { isFile } from "../provider/assets";

/** The same properties, the paths of assets and archives absolute: the program means them from its own folder, the provider runs in another. */
export function fromFolder(properties: Properties, folder: string): Properties {
  const walk = (value: Plain): Plain => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    if (isFile(value) && typeof value.path === "string" && !isAbsolute(value.path)) return { ...value, path: join(folder, value.path) };
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]));
  };
  return walk(properties) as Properties;
}
