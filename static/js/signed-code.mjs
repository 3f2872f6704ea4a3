// What a code says by itself, for a place without a network: a CWT in a COSE_Sign1 in base32 (portal/credentials/
// tokens.py). It proves where the code comes from and nothing about today, so no answer made of it is ever green.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const TONES = ["normal", "notice", "abnormal", "void"];
const STATE = -65537;
const KEYS = "scan-keys"; // the public keys of the portal, kept by scan.mjs
const YOUNG = 24 * 3600 * 1000;
const ALGORITHMS = { "-7": [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }], "-8": [{ name: "Ed25519" }, { name: "Ed25519" }] };

/** Read a scanned text: null when it is no signed code, else what it says and whether the signature is ours. */
export async function readCode(text) {
  try {
    const raw = fromBase32(text.trim().toUpperCase().split("/V/").pop());
    const [sealed, , payload, signature] = new Reader(raw).value();
    const head = new Reader(sealed).value();
    const body = new Reader(payload).value();
    const [kind, tone] = body.get(STATE);
    const said = { kind, tone: TONES[tone], shownAt: body.get(6) * 1000, endsAt: body.get(4) * 1000 };
    return { ...said, signature: await judge(head, toSign(sealed, payload), signature) };
  } catch { return null; }
}

async function judge(head, message, signature) {
  const kept = JSON.parse(localStorage.getItem(KEYS) ?? "null");
  if (!kept || !(Date.now() - kept.at < YOUNG)) return "unchecked";
  const kid = new TextDecoder().decode(head.get(4));
  const key = kept.keys.find((one) => one.kid === kid && one.portal_use === "code");
  if (!key) return "unchecked"; // perhaps of a key that is newer than our list
  const [kind, check] = ALGORITHMS[head.get(1)];
  const { kty, crv, x, y } = key;
  try {
    const pub = await crypto.subtle.importKey("jwk", { kty, crv, x, ...(y && { y }) }, kind, false, ["verify"]);
    return (await crypto.subtle.verify(check, pub, signature, message)) ? "genuine" : "wrong";
  } catch { return "unchecked"; }
}

function fromBase32(text) {
  const bytes = new Uint8Array(Math.floor(text.length * 5 / 8));
  let bits = 0, value = 0, at = 0;
  for (const letter of text) {
    const five = LETTERS.indexOf(letter);
    if (five < 0) throw new Error("base32");
    value = (value << 5 | five) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes[at++] = value >> bits & 0xff; }
  }
  return bytes;
}

/** The bytes a COSE_Sign1 signs (RFC 9052, 4.4). */
function toSign(sealed, payload) {
  const name = new TextEncoder().encode("Signature1");
  return new Uint8Array([0x84, 0x60 + name.length, ...name, ...bytesHead(sealed), ...sealed, 0x40, ...bytesHead(payload), ...payload]);
}

const bytesHead = ({ length }) => (length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255]);

/** As much of CBOR as a code uses. */
class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(count) {
    if (this.at + count > this.bytes.length) throw new Error("short");
    return this.bytes.subarray(this.at, (this.at += count));
  }
  value(depth = 0) {
    const [first] = this.take(1);
    const major = first >> 5;
    const size = first & 31;
    if (depth > 4 || size > 26) throw new Error("cbor");
    const count = size < 24 ? size : this.take(1 << (size - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 2) return this.take(count);
    if (major === 4) return this.many(count, depth);
    if (major === 5) return new Map(Array.from({ length: this.few(count) }, () => [this.value(depth + 1), this.value(depth + 1)]));
    if (major === 6) return this.value(depth + 1);
    if (first === 0xf6) return null;
    throw new Error("cbor");
  }
  few(count) { if (count > 16) throw new Error("cbor"); return count; }
  many(count, depth) { return Array.from({ length: this.few(count) }, () => this.value(depth + 1)); }
}
