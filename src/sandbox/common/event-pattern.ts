import { type Leaf, leafOf } from "./event-leaf";

/**
 * Event patterns of EventBridge, which are also the filter policies of SNS.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
type Test = (event: unknown) => boolean;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const MOST_KEPT = 500;
const kept = new Map<string, Test>();

/** Whether an event matches; the pattern was checked when it was stored. Throws an Error that says what is wrong with a pattern. */
export function matchesPattern(pattern: string, event: unknown): boolean {
  const known = kept.get(pattern);
  if (known) return known(event);
  const test = compile(pattern);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(pattern, test);
  return test(event);
}

/** Throws an Error that says what is wrong with a pattern. */
export function checkPattern(pattern: string): void {
  compile(pattern);
}

function compile(text: string): Test {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("Event pattern is not valid JSON");
  }
  if (!isRecord(json) || Object.keys(json).length === 0) throw new Error("Event pattern must be a non-empty JSON object");
  return objectTest(json);
}

function objectTest(pattern: Record<string, unknown>): Test {
  const tests = Object.entries(pattern).map(([key, wanted]): Test => {
    if (key === "$or") return orTest(wanted);
    if (Array.isArray(wanted)) return valueTest(key, wanted);
    if (!isRecord(wanted)) throw new Error(`"${key}" must be an object or an array`);
    if (Object.keys(wanted).length === 0) throw new Error(`Empty objects are not allowed: "${key}"`);
    const below = objectTest(wanted);
    return (event) => {
      const value = isRecord(event) && Object.hasOwn(event, key) ? event[key] : undefined;
      return Array.isArray(value) ? value.some((item) => below(item)) : below(value);
    };
  });
  return (event) => tests.every((test) => test(event));
}

function orTest(wanted: unknown): Test {
  if (!Array.isArray(wanted) || wanted.length < 2 || !wanted.every(isRecord))
    throw new Error("$or must be an array of two or more objects");
  const tests = wanted.map((one) => objectTest(one as Record<string, unknown>));
  return (event) => tests.some((test) => test(event));
}

function valueTest(key: string, wanted: readonly unknown[]): Test {
  if (wanted.length === 0) throw new Error(`Empty arrays are not allowed: "${key}"`);
  const leaves: Leaf[] = wanted.map((one) => leafOf(key, one));
  return (event) => {
    const value = isRecord(event) && Object.hasOwn(event, key) ? event[key] : undefined;
    const values = Array.isArray(value) ? (value as unknown[]).flat(8) : value === undefined ? [] : [value];
    const plain = values.filter((item) => !isRecord(item));
    return leaves.some((leaf) => (leaf.absent ? values.length === 0 : plain.some(leaf.test)));
  };
}
