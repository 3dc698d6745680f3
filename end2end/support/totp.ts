import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP = 30_000;

/** Of the demo's one person with an authenticator app. */
export const NORAS_KEY = "OJXWYZLDMFWGYIDEMVWW6IDTMVRXEZLU";
export const NORAS_RECOVERY_CODE = "DEM0-DEM0-DEM0-DEM0-DEM0-DEM0";

/** What an authenticator app shows for a key, now or so many steps later (RFC 6238). */
export function code(key: string, steps = 0): string {
  let bits = "";
  for (const letter of key.replaceAll(" ", "")) bits += ALPHABET.indexOf(letter).toString(2).padStart(5, "0");
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + steps));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const number = digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Waits until the app shows another code: the one before works only once. */
export async function nextCode(key: string): Promise<string> {
  await new Promise((wake) => setTimeout(wake, STEP - (Date.now() % STEP) + 50));
  return code(key);
}
