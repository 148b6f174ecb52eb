import { document } from "./document";
import { parameter } from "./parameter";

export const ssmTypes = [parameter, document];
