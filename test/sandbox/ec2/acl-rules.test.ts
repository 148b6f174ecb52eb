import fc from "fast-check";
import { formatAddress, holds, parseCidr } from "../../../src/sandbox/ec2/base/cidr";
import type { AclEntry } from "../../../src/sandbox/ec2/base/records";
import { aclAllows, CLOSING_RULE, connectionAllowed, REPLY_PORT } from "../../../src/sandbox/ec2/network/acl-rules";

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const cidr = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([base, bits]) => `${formatAddress(base)}/${bits}`);
const port = fc.integer({ min: 0, max: 65_535 });
const entry: fc.Arbitrary<AclEntry> = fc.record({
  ruleNumber: fc.integer({ min: 1, max: 32_766 }),
  egress: fc.boolean(),
  protocol: fc.constantFrom("-1", "6", "17"),
  action: fc.constantFrom("allow" as const, "deny" as const),
  cidr: fc.oneof(cidr, fc.constant("0.0.0.0/0"), fc.constant("10.0.0.0/8")),
  ports: fc.option(
    fc.tuple(port, port).map(([x, y]) => ({ from: Math.min(x, y), to: Math.max(x, y) })),
    { nil: undefined },
  ),
});
const entries = fc.uniqueArray(entry, { maxLength: 12, selector: (one) => `${one.egress}/${one.ruleNumber}` });
const packet = fc.record({
  direction: fc.constantFrom("ingress" as const, "egress" as const),
  protocol: fc.constantFrom(6, 17),
  remote: fc.oneof(address, fc.constant(10 * 2 ** 24 + 5)),
  port,
});

/** The guide's words as code of their own: sort by number, take the first that fits. */
function byTheBook(rules: readonly AclEntry[], asked: { direction: string; protocol: number; remote: number; port: number }): boolean {
  for (const rule of [...rules].sort((a, b) => a.ruleNumber - b.ruleNumber)) {
    if (rule.egress !== (asked.direction === "egress")) continue;
    const all = rule.protocol === "-1";
    if (!all && rule.protocol !== String(asked.protocol)) continue;
    const block = parseCidr(rule.cidr ?? "");
    if (!block || !holds(block, asked.remote)) continue;
    if (!all && rule.ports && (asked.port < rule.ports.from || asked.port > rule.ports.to)) continue;
    return rule.action === "allow";
  }
  return false;
}

test("the matching rule with the lowest number decides, in whatever order rules are kept", () => {
  fc.assert(
    fc.property(entries, packet, (rules, asked) => {
      const expected = byTheBook(rules, asked);
      expect(aclAllows(rules, asked)).toBe(expected);
      expect(aclAllows([...rules].reverse(), asked)).toBe(expected);
    }),
  );
});

test("what no rule allows is denied, and the closing rule changes nothing", () => {
  const closing: AclEntry[] = [true, false].map((egress) => ({
    ruleNumber: CLOSING_RULE,
    egress,
    protocol: "-1",
    action: "deny",
    cidr: "0.0.0.0/0",
  }));
  fc.assert(
    fc.property(entries, packet, (rules, asked) => {
      expect(aclAllows([], asked)).toBe(false);
      expect(aclAllows([...rules, ...closing], asked)).toBe(aclAllows(rules, asked));
    }),
  );
});

test("a connection needs all four passages: requests out and in, replies out and in", () => {
  fc.assert(
    fc.property(entries, entries, address, address, port, (ofClient, ofServer, client, server, to) => {
      const from = { address: formatAddress(client), entries: ofClient };
      const at = { address: formatAddress(server), entries: ofServer };
      const tcp = { protocol: 6 };
      const passages = [
        byTheBook(ofClient, { ...tcp, direction: "egress", remote: server, port: to }),
        byTheBook(ofServer, { ...tcp, direction: "ingress", remote: client, port: to }),
        byTheBook(ofServer, { ...tcp, direction: "egress", remote: client, port: REPLY_PORT }),
        byTheBook(ofClient, { ...tcp, direction: "ingress", remote: server, port: REPLY_PORT }),
      ];
      expect(connectionAllowed(from, at, to)).toBe(passages.every(Boolean));
    }),
  );
});
