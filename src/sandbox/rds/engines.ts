import { invalidValue } from "./problems";

interface Engine {
  readonly port: number;
  readonly version: string;
  readonly license: string;
}

/** Engines that can be asked for, with what they are when nothing is said. */
const ENGINES: Readonly<Record<string, Engine>> = {
  "aurora-postgresql": { port: 5432, version: "16.6", license: "postgresql-license" },
  "aurora-mysql": { port: 3306, version: "8.0.mysql_aurora.3.08.0", license: "general-public-license" },
  postgres: { port: 5432, version: "16.6", license: "postgresql-license" },
  mysql: { port: 3306, version: "8.0.40", license: "general-public-license" },
  mariadb: { port: 3306, version: "10.11.10", license: "general-public-license" },
};

export const isAurora = (engine: string): boolean => engine.startsWith("aurora");

export function requireEngine(name: string, aurora: boolean): Engine {
  const found = isAurora(name) === aurora ? ENGINES[name] : undefined;
  if (!found) throw invalidValue(`Invalid DB engine: ${name}`);
  return found;
}

/** The family of default parameter groups: `aurora-postgresql16`, `aurora-mysql8.0`, `mysql8.0`. */
export function familyOf(engine: string, version: string): string {
  const [major = "", minor = "0"] = version.split(".");
  return engine.endsWith("postgresql") || engine === "postgres" ? `${engine}${major}` : `${engine}${major}.${minor}`;
}

/** The default option group: `default:aurora-postgresql-16`. */
export function optionGroupOf(engine: string, version: string): string {
  const [major = "", minor = "0"] = version.split(".");
  const suffix = engine.endsWith("postgresql") || engine === "postgres" ? major : `${major}-${minor}`;
  return `default:${engine}-${suffix}`;
}
