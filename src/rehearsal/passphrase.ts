import { createDecipheriv, pbkdf2 } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { EXIT, FaultlineError } from "../words";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Opens the secrets of a stack file that Pulumi's passphrase provider sealed: PBKDF2-SHA256 with 1,000,000 rounds over the salt in
 * `encryptionsalt`, AES-256-GCM per value (`v1:<nonce>:<text and tag>`). Nothing is derived until the first secret.
 */
export function decryptor(
  file: string,
  yaml: Readonly<Record<string, unknown>>,
  env: Env,
): (key: string, secret: string) => Promise<string> {
  let derived: Promise<Buffer> | undefined;
  return async (configKey, secret) => {
    derived ??= deriveKey(file, configKey, yaml, env);
    const text = unseal(await derived, secret);
    if (text === undefined)
      throw refused(file, configKey, "it cannot be opened with the passphrase", "Set the value again: `pulumi config set --secret`.");
    return text;
  };
}

async function deriveKey(file: string, configKey: string, yaml: Readonly<Record<string, unknown>>, env: Env): Promise<Buffer> {
  const provider = yaml.secretsprovider;
  if (typeof provider === "string" && provider !== "passphrase" && provider !== "") {
    throw refused(
      file,
      configKey,
      `it is sealed by "${provider}"`,
      "For a rehearsal, give the stack its own value: a plain one, or one sealed by a passphrase.",
    );
  }
  const salt = typeof yaml.encryptionsalt === "string" ? yaml.encryptionsalt.split(":") : [];
  const [version, saltText, ...check] = salt;
  if (version !== "v1" || !saltText) {
    throw refused(
      file,
      configKey,
      "the file has no `encryptionsalt` of Pulumi's passphrase provider",
      "For a rehearsal, give the stack a plain value for this key.",
    );
  }
  const passphrase =
    env.PULUMI_CONFIG_PASSPHRASE ??
    (env.PULUMI_CONFIG_PASSPHRASE_FILE ? readFileSync(env.PULUMI_CONFIG_PASSPHRASE_FILE, "utf8").trimEnd() : undefined);
  if (passphrase === undefined) {
    throw refused(
      file,
      configKey,
      "it is sealed and no passphrase is set",
      "Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) and try again.",
    );
  }
  const key = await promisify(pbkdf2)(passphrase, Buffer.from(saltText, "base64"), 1_000_000, 32, "sha256");
  if (unseal(key, check.join(":")) !== "pulumi") {
    throw refused(
      file,
      configKey,
      "the passphrase is not the one of this stack",
      "Set PULUMI_CONFIG_PASSPHRASE to this stack's passphrase.",
    );
  }
  return key;
}

function unseal(key: Buffer, sealed: string): string | undefined {
  const [version, nonce, text] = sealed.split(":");
  if (version !== "v1" || !nonce || !text) return undefined;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length < 16) return undefined;
  try {
    const cipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    cipher.setAuthTag(bytes.subarray(bytes.length - 16));
    return cipher.update(bytes.subarray(0, bytes.length - 16), undefined, "utf8") + cipher.final("utf8");
  } catch {
    return undefined;
  }
}

function refused(file: string, configKey: string, why: string, remedy: string): FaultlineError {
  return new FaultlineError("secret-unreadable", `${file}: the secret ${configKey} cannot be read: ${why}`, {
    exitCode: EXIT.usage,
    remedy,
    facts: { file, key: configKey },
  });
}
