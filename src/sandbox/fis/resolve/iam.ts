import { byArn, type Finder, type Found, nameIn } from "./types";

/** Roles are named by ARN only, and looked up by FIS's own right. */
export const findRoles: Finder = async (query): Promise<Found[]> => {
  const found = await Promise.all(
    query.arns.map(async (arn) => {
      try {
        const { Role } = await query.cloud.invoke<{ Role?: { Arn?: string } }>("iam", "GetRole", { RoleName: nameIn(arn) }, query.own);
        return Role?.Arn === arn ? [byArn(arn, Role)] : [];
      } catch (error) {
        if (error instanceof Error && /^NoSuchEntity/.test(error.name)) return [];
        throw error;
      }
    }),
  );
  return found.flat();
};
