export const cidr: string = "10.9.0.0/16";
