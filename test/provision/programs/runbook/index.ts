import * as aws from "@pulumi/aws";
import { PoisonMessagesRunbook, TlsCertificateRunbook } from "../../../../templates";

const deadLetterQueue = new aws.sqs.Queue("orders-dlq", { name: "orders-dlq" });
const queue = new aws.sqs.Queue("orders", { name: "orders" });

new PoisonMessagesRunbook("faultline-poison-messages", { queue, deadLetterQueue });

new TlsCertificateRunbook("faultline-tls-certificate", {
  listener: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/1/2",
  certificate: "arn:aws:acm:eu-west-1:123456789012:certificate/good",
  badCertificate: "arn:aws:acm:eu-west-1:123456789012:certificate/bad",
});
