import type { AutomationDocument, Text } from "../../src";

/**
 * Presents a bad certificate, holds, and presents the good one again. It begins only where the good one is presented. The good one is put back twice, so
 * that a stop that meets the first leads to the second.
 */
export function tlsCertificateDocument(listener: Text, certificate: Text, badCertificate: Text): AutomationDocument {
  const back = { onFailure: "step:restore", onCancel: "step:restore" } as const;
  const present = (arn: Text) => ({
    Service: "elbv2",
    Api: "ModifyListener",
    ListenerArn: listener,
    Certificates: [{ CertificateArn: arn }],
  });
  const restore = { action: "aws:executeAwsApi", inputs: present(certificate), timeoutSeconds: 20, maxAttempts: 3 } as const;
  return {
    schemaVersion: "0.3",
    description: "Presents another certificate on a listener of a load balancer, holds, and puts the right one back",
    assumeRole: "{{ AutomationAssumeRole }}",
    parameters: {
      AutomationAssumeRole: { type: "AWS::IAM::Role::Arn", description: "The role in which it acts" },
      HoldFor: {
        type: "String",
        description: "How long the other certificate is presented",
        default: "PT5M",
        allowedPattern: "^PT[0-9]+[HMS]([0-9]+[MS])*$",
      },
    },
    mainSteps: [
      {
        name: "check",
        action: "aws:assertAwsResourceProperty",
        inputs: {
          Service: "elbv2",
          Api: "DescribeListeners",
          ListenerArns: [listener],
          PropertySelector: "$.Listeners[0].Certificates[0].CertificateArn",
          DesiredValues: [certificate],
        },
        timeoutSeconds: 60,
        onFailure: "Abort",
        onCancel: "Abort",
      },
      { name: "swap", action: "aws:executeAwsApi", inputs: present(badCertificate), timeoutSeconds: 60, ...back },
      { name: "hold", action: "aws:sleep", inputs: { Duration: "{{ HoldFor }}" }, ...back },
      { name: "restore", ...restore, onFailure: "step:restoreAgain", onCancel: "step:restoreAgain" },
      { name: "restoreAgain", ...restore, isEnd: true },
    ],
  };
}
