import { awsJson1_0, awsJson1_1 } from "./awsJson";
import { awsQuery } from "./awsQuery";
import { ec2Query } from "./ec2Query";
import type { Protocol, ProtocolId } from "./message";
import { restJson1 } from "./restJson";
import { restXml } from "./restXml";
import { rpcV2Cbor } from "./rpcV2Cbor";

export const PROTOCOLS: Readonly<Record<ProtocolId, Protocol>> = {
  ec2Query,
  awsQuery,
  awsJson1_0,
  awsJson1_1,
  restJson1,
  restXml,
  rpcV2Cbor,
};
