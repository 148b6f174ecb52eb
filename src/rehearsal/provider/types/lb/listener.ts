import type { CreateListenerCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { lb } from "@pulumi/aws";
import { compact, must, only } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { actionInput } from "./action";
import { lbTags, readLbTags, retagLb } from "./common";

type Args = Plainly<lb.ListenerArgs>;
type Protocol = CreateListenerCommandInput["Protocol"];

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
export const listener = resource<lb.ListenerArgs, lb.ListenerState>({
  type: "aws:lb/listener:Listener",
  alsoCalled: ["aws:alb/listener:Listener"],
  inputs: inputsOf<lb.ListenerArgs>()({
    required: ["defaultActions", "loadBalancerArn"],
    replaces: ["loadBalancerArn"],
    updates: ["alpnPolicy", "certificateArn", "defaultActions", "port", "protocol", "sslPolicy", "tags"],
    inert: [
      "mutualAuthentication",
      "routingHttpRequestXAmznMtlsClientcertHeaderName",
      "routingHttpRequestXAmznMtlsClientcertIssuerHeaderName",
      "routingHttpRequestXAmznMtlsClientcertLeafHeaderName",
      "routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName",
      "routingHttpRequestXAmznMtlsClientcertSubjectHeaderName",
      "routingHttpRequestXAmznMtlsClientcertValidityHeaderName",
      "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
      "routingHttpRequestXAmznTlsVersionHeaderName",
      "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
      "routingHttpResponseAccessControlAllowHeadersHeaderValue",
      "routingHttpResponseAccessControlAllowMethodsHeaderValue",
      "routingHttpResponseAccessControlAllowOriginHeaderValue",
      "routingHttpResponseAccessControlExposeHeadersHeaderValue",
      "routingHttpResponseAccessControlMaxAgeHeaderValue",
      "routingHttpResponseContentSecurityPolicyHeaderValue",
      "routingHttpResponseServerEnabled",
      "routingHttpResponseStrictTransportSecurityHeaderValue",
      "routingHttpResponseXContentTypeOptionsHeaderValue",
      "routingHttpResponseXFrameOptionsHeaderValue",
      "tcpIdleTimeoutSeconds",
    ],
  }),
  async create(inputs, context) {
    const { Listeners } = await context.clients.lb.createListener({
      LoadBalancerArn: inputs.loadBalancerArn,
      ...listenerInput(inputs),
      Tags: lbTags(inputs, context),
    });
    return must(Listeners?.[0]?.ListenerArn, "ListenerArn");
  },
  async read(arn, context) {
    const found = only((await context.clients.lb.describeListeners({ ListenerArns: [arn] })).Listeners, `listener ${arn}`);
    return compact({
      arn,
      loadBalancerArn: found.LoadBalancerArn,
      port: found.Port,
      protocol: found.Protocol,
      sslPolicy: found.SslPolicy,
      certificateArn: found.Certificates?.[0]?.CertificateArn,
      tags: await readLbTags(arn, context),
    });
  },
  async update(arn, change, context) {
    if (change.changed("alpnPolicy", "certificateArn", "defaultActions", "port", "protocol", "sslPolicy")) {
      await context.clients.lb.modifyListener({ ListenerArn: arn, ...listenerInput(change.news) });
    }
    if (change.changed("tags")) await retagLb(arn, change, context);
  },
  async delete(arn, context) {
    await context.clients.lb.deleteListener({ ListenerArn: arn });
  },
});

function listenerInput(inputs: Args) {
  return compact({
    Port: inputs.port,
    Protocol: (inputs.protocol ?? "HTTP") as Protocol,
    SslPolicy: inputs.sslPolicy,
    AlpnPolicy: inputs.alpnPolicy ? [inputs.alpnPolicy] : undefined,
    Certificates: inputs.certificateArn ? [{ CertificateArn: inputs.certificateArn }] : undefined,
    DefaultActions: inputs.defaultActions.map(actionInput),
  });
}
