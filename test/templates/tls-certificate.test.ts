import { iamService } from "../../src/sandbox/iam";
import type { Call, ServiceFactory } from "../../src/sandbox/kernel/cloud";
import { AwsError } from "../../src/sandbox/kernel/error";
import { ssmService } from "../../src/sandbox/ssm";
import { stsService } from "../../src/sandbox/sts";
import { tlsCertificateDocument } from "../../templates/tls-certificate-expiry/document";
import { Automated, courseOf, PATIENCE_MS, ROLE } from "../sandbox/ssm/automation/world";

jest.setTimeout(2 * PATIENCE_MS);
const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2";
const GOOD = "arn:aws:acm:us-east-1:123456789012:certificate/good";
const BAD = "arn:aws:acm:us-east-1:123456789012:certificate/bad";

/**
 * One HTTPS listener as AWS's API shows it, with the certificates that it was given: no connection and no TLS behind it. The sandbox's own load
 * balancers have none: what clients make of the bad certificate is not shown here, only that the runbook calls what it must, and puts it back.
 */
class Recorded {
  certificates = [GOOD];
  readonly given: string[] = [];
  /** How often the next changes fail. */
  broken = 0;

  readonly service: ServiceFactory = () => {
    const view = () => ({
      Listeners: [
        { ListenerArn: LISTENER, Protocol: "HTTPS", Certificates: this.certificates.map((CertificateArn) => ({ CertificateArn })) },
      ],
    });
    return {
      id: "elbv2",
      operations: {
        DescribeListeners: view,
        ModifyListener: ({ ListenerArn, Certificates }: { ListenerArn: string; Certificates: { CertificateArn: string }[] }) => {
          if (ListenerArn !== LISTENER) throw new AwsError("ListenerNotFound", "One or more listeners not found");
          if (this.broken-- > 0) throw new AwsError("ServiceUnavailable", "Try again", 503);
          this.certificates = Certificates.map(({ CertificateArn }) => CertificateArn);
          this.given.push(...this.certificates);
          return view();
        },
      },
      permissions: {
        ModifyListener: ({ ListenerArn }: { ListenerArn: string }, _call: Call) => [
          { action: "elasticloadbalancing:ModifyListener", resource: ListenerArn },
        ],
      },
    };
  };
}

let at: Automated;
let listener: Recorded;
beforeEach(async () => {
  listener = new Recorded();
  at = await Automated.begin({ services: [iamService, stsService, ssmService, listener.service], speed: 240 });
  await at.role("runbook", ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:ModifyListener"]);
  await at.document("tls", tlsCertificateDocument(LISTENER, GOOD, BAD));
});
afterEach(async () => {
  at.close();
  await at.sandbox.stop();
});

const start = (HoldFor: string) => at.start("tls", { AutomationAssumeRole: [ROLE], HoldFor: [HoldFor] });

test("the bad certificate is presented for as long as asked, then the good one again", async () => {
  const now = await at.end(await start("PT10M"));
  expect(now.FailureMessage).toBeUndefined();
  expect(courseOf(now)).toEqual(["check", "swap", "hold", "restore", "restoreAgain"].map((name) => `${name}: Success`));
  expect(listener.given).toEqual([BAD, GOOD, GOOD]);
});

test("a stop puts the good one back", async () => {
  const id = await start("PT100H");
  await at.during(id, "hold");
  expect(listener.certificates).toEqual([BAD]);
  await at.stop(id);
  const now = await at.end(id);
  expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual([
    "Cancelled",
    "check: Success",
    "swap: Success",
    "hold: Cancelled",
    "restore: Success",
    "restoreAgain: Success",
  ]);
  expect(listener.certificates).toEqual([GOOD]);
});

test("it begins only where the good one is presented", async () => {
  listener.certificates = [BAD];
  const now = await at.end(await start("PT10M"));
  expect([now.AutomationExecutionStatus, ...courseOf(now).slice(0, 2)]).toEqual(["Failed", "check: Failed", "swap: Pending"]);
  expect(listener.given).toEqual([]);
});

test("a swap that fails is put back all the same, and a restoration that fails is tried until it succeeds", async () => {
  listener.broken = 1;
  expect(courseOf(await at.end(await start("PT1M")))).toEqual([
    "check: Success",
    "swap: Failed",
    "hold: Pending",
    "restore: Success",
    "restoreAgain: Success",
  ]);
  const id = await start("PT100H");
  await at.during(id, "hold");
  // All tries of the first restoration fail, and one of the second.
  listener.broken = 4;
  await at.stop(id);
  expect(courseOf(await at.end(id)).slice(3)).toEqual(["restore: Failed", "restoreAgain: Success"]);
  expect(listener.certificates).toEqual([GOOD]);
});

test.each([
  "DescribeListeners",
  "ModifyListener",
])("a role that may not %s fails the step, and nothing is presented but the good one", async (lacking) => {
  const rest = ["DescribeListeners", "ModifyListener"].filter((name) => name !== lacking).map((name) => `elasticloadbalancing:${name}`);
  await at.allow("runbook", rest);
  const now = await at.end(await start("PT1M"));
  expect(now.FailureMessage).toMatch(new RegExp(`\\(AccessDenied\\).*not authorized to perform: elasticloadbalancing:${lacking}`));
  expect(listener.certificates).toEqual([GOOD]);
});
