import { table } from "./table";

export const dynamodbTypes = [table];
