// The scans that could not be sent: encrypted on this device with a key that cannot be taken out, for some hours.
// They belong to one officer. Another officer's sign-in, signing out and time delete them.
const NAME = "scan-outbox"; // static/js/worker.js deletes it when somebody signs out
const MINUTE = 60_000;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("scans", { keyPath: "nonce" });
    request.result.createObjectStore("own"); // the key, and whose it is
  };
  const database = await done(request);
  database.onversionchange = () => database.close(); // whoever deletes it does not wait for this page
  return database;
}

export class Outbox {
  constructor({ seconds, limit }) {
    this.keep = seconds * 1000;
    this.limit = limit;
  }

  /** Say whose it is; `owner` is empty where nobody has asked who is there. Answers how many scans were another's. */
  async begin(owner) {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return 0;
    const kept = await this.#own("owner");
    let strange = 0;
    if (owner && kept && kept !== owner) {
      strange = await this.count();
      await this.wipe();
    }
    if (owner) await this.#run("own", "readwrite", (store) => store.put(owner, "owner"));
    return strange;
  }

  async add(scan) {
    await this.prune();
    if (!(await this.#own("owner"))) throw new Error("nobody");
    if ((await this.count()) >= this.limit) throw new Error("full");
    await this.#write(scan);
  }

  async note(nonce, place) {
    const scan = (await this.all()).find((one) => one.nonce === nonce);
    if (scan) await this.#write({ ...scan, place });
  }

  async #write(scan) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const { nonce, ...rest } = scan;
    const plain = new TextEncoder().encode(JSON.stringify(rest));
    const data = await crypto.subtle.encrypt(this.#cipher(nonce, iv), await this.#key(), plain);
    await this.#run("scans", "readwrite", (store) => store.put({ nonce, iv, data, until: scan.at + this.keep }));
  }

  /** All scans, oldest first. One that cannot be read any more is deleted. */
  async all() {
    await this.prune();
    const rows = (await this.#run("scans", "readonly", (store) => store.getAll())) ?? [];
    const scans = [];
    for (const { nonce, iv, data } of rows) {
      try {
        const plain = await crypto.subtle.decrypt(this.#cipher(nonce, iv), await this.#key(), data);
        scans.push({ nonce, ...JSON.parse(new TextDecoder().decode(plain)) });
      } catch { await this.remove(nonce); }
    }
    return scans.sort((one, other) => one.at - other.at);
  }

  async count() { return (await this.#run("scans", "readonly", (store) => store.count())) ?? 0; }
  async remove(nonce) { await this.#run("scans", "readwrite", (store) => store.delete(nonce)); }
  owner() { return this.#own("owner"); }

  /** Delete what is past its time, also after the clock was put back. */
  async prune() {
    const rows = (await this.#run("scans", "readonly", (store) => store.getAll())) ?? [];
    const now = Date.now();
    for (const { nonce, until } of rows) if (until < now || until > now + this.keep + MINUTE) await this.remove(nonce);
  }

  async wipe() {
    await this.#run("scans", "readwrite", (store) => store.clear());
    await this.#run("own", "readwrite", (store) => store.clear());
  }

  #cipher(nonce, iv) { return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(nonce) }; }

  async #key() {
    const kept = await this.#own("key");
    if (kept) return kept;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await this.#run("own", "readwrite", (store) => store.add(fresh, "key")).catch(() => {}); // another window was first
    return this.#own("key");
  }

  #own(name) { return this.#run("own", "readonly", (store) => store.get(name)); }

  async #run(name, mode, work) {
    const database = await open();
    try {
      return await done(work(database.transaction(name, mode).objectStore(name)));
    } finally { database.close(); }
  }
}
