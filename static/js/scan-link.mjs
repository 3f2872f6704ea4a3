// The line to the register: how it is, and how a scan is asked over it.
export const SLOW = 3000;
const LONGEST = 20_000;
const BEAT = 20_000;
const TONES = ["normal", "notice", "abnormal", "void"];

const either = (one, other) => (one && AbortSignal.any ? AbortSignal.any([one, other]) : (one ?? other));

/** `state` is online, slow or offline; a "change" event says when it is another. */
export class Link extends EventTarget {
  constructor(pulse) {
    super();
    this.pulse = pulse;
    this.state = navigator.onLine ? "online" : "offline";
    addEventListener("online", () => this.ping());
    addEventListener("offline", () => this.set("offline"));
    document.addEventListener("visibilitychange", () => this.ping());
    setInterval(() => this.ping(), BEAT);
    this.ping();
  }

  set(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  heard(since) { this.set(performance.now() - since > SLOW ? "slow" : "online"); }

  /** Ask for a sign of life, without cookies: it must not keep a session open. */
  async ping() {
    if (document.visibilityState !== "visible" || this.asking) return;
    this.asking = true;
    const since = performance.now();
    const late = setTimeout(() => this.set("slow"), SLOW);
    try {
      await fetch(this.pulse, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(LONGEST) });
      this.heard(since);
    } catch { this.set("offline"); } finally {
      clearTimeout(late);
      this.asking = false;
    }
  }

  /** JSON from the portal; `kind` is answer, refused (asking again is no use), signed-out or lost. */
  async ask(url, { body, csrf, signal } = {}) {
    const since = performance.now();
    const post = body && { method: "POST", body: JSON.stringify(body) };
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": csrf }) };
    const limit = AbortSignal.timeout(LONGEST);
    try {
      const response = await fetch(url, {
        ...post, headers, cache: "no-store", redirect: "manual", signal: either(signal, limit),
      });
      this.heard(since);
      if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return { kind: "signed-out" };
      const said = await response.json().catch(() => ({}));
      if (response.ok && (!body || TONES.includes(said.tone))) return { kind: "answer", said };
      if ([400, 409, 413, 415, 422].includes(response.status)) return { kind: "refused", text: said.detail ?? "" };
      return { kind: "lost" };
    } catch (error) {
      if (!signal?.aborted) this.set(error.name === "TimeoutError" ? "slow" : "offline");
      return { kind: "lost" };
    }
  }
}
