import { autoscalingService } from "../autoscaling";
import { cloudwatchService } from "../cloudwatch";
import { dynamodbService } from "../dynamodb";
import { ec2Service } from "../ec2";
import { eksService } from "../eks";
import { elbv2Service } from "../elbv2";
import { eventsService } from "../events";
import { fisService } from "../fis";
import { iamService } from "../iam";
import { lambdaService } from "../lambda";
import { logsService } from "../logs";
import { rdsService } from "../rds";
import { s3Service } from "../s3";
import { schedulerService } from "../scheduler";
import { snsService } from "../sns";
import { sqsService } from "../sqs";
import { ssmService } from "../ssm";
import { stsService } from "../sts";
import { taggingService } from "../tagging";
import type { ServiceFactory } from "./cloud";

/** Every service of the sandbox. The order is the order of start; stopping goes backwards. */
export const SERVICE_FACTORIES: readonly ServiceFactory[] = [
  iamService,
  stsService,
  logsService,
  cloudwatchService,
  ec2Service,
  elbv2Service,
  autoscalingService,
  eksService,
  rdsService,
  ssmService,
  lambdaService,
  dynamodbService,
  s3Service,
  fisService,
  sqsService,
  snsService,
  eventsService,
  schedulerService,
  taggingService,
];
