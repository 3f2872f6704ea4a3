// <code-ring src="…/code/" expires="ISO" now="ISO">: keeps the code on the screen fresh and never shows a dead one.
// Without this script the page shows the code drawn by the server and a link that loads a new one.
import { generate, correction } from "./vendor/lean-qr.mjs";

const SVG = "http://www.w3.org/2000/svg";
const LEAD = 10; // seconds before its end at which a code is renewed
const RETRY = 3;

/** Draw the text as one path, dark modules as runs, like the drawing of the server. */
export function drawCode(text) {
  const code = generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M });
  let d = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue;
      let run = 1;
      while (code.get(x + run, y)) run++;
      d += `M${x + 2} ${y + 2.5}h${run}`;
      x += run;
    }
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "qr");
  svg.setAttribute("viewBox", `0 0 ${code.size + 4} ${code.size + 4}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("stroke", "#000");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/** The server's time, whatever the clock of the phone says; a phone that slept counts as having aged. */
class ServerClock {
  set(serverMs, performanceMs = performance.now()) {
    this.server = serverMs;
    this.mark = performanceMs;
    this.wall = Date.now() - (performance.now() - performanceMs);
  }
  now() {
    return this.server + Math.max(performance.now() - this.mark, Date.now() - this.wall);
  }
}

class CodeRing extends HTMLElement {
  connectedCallback() {
    this.clock = new ServerClock();
    const loaded = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
    this.clock.set(Date.parse(this.getAttribute("now")) || Date.now(), loaded);
    this.begins = this.clock.now();
    this.ends = Date.parse(this.getAttribute("expires"));
    this.nextTry = 0;
    this.dialog = this.querySelector("dialog");
    this.all("[data-with-script]").forEach((part) => { part.hidden = false; });
    this.all("[data-without-script]").forEach((part) => { part.hidden = true; });
    this.get("[data-refresh]").addEventListener("click", (event) => { event.preventDefault(); this.renew(true); });
    this.get("[data-open-big]").addEventListener("click", () => this.openBig());
    this.get("[data-qr]").addEventListener("click", () => this.openBig());
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.withdraw(this.dataset.waiting) : this.seen()), { signal });
    addEventListener("pageshow", (event) => { if (event.persisted) { this.withdraw(this.dataset.waiting); this.seen(); } }, { signal });
    addEventListener("offline", () => this.withdraw(this.dataset.offline), { signal });
    addEventListener("online", () => { this.nextTry = 0; this.seen(); }, { signal });
    this.timer = setInterval(() => this.tick(), 500);
    if (!navigator.onLine) this.withdraw(this.dataset.offline);
    this.seen();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.leaving.abort();
    this.lock?.release();
  }

  get(selector) { return this.querySelector(selector); }
  all(selector) { return [...this.querySelectorAll(selector)]; }

  seen() {
    if (document.visibilityState !== "visible") return;
    this.tick();
    this.keepAwake();
  }

  /** What is not seen, or cannot be renewed, is not left lying about: a fresh code comes before any is shown again. */
  withdraw(sentence) {
    this.ends = Math.min(this.ends, this.clock.now());
    if (!this.stopped) this.end(sentence);
  }

  async keepAwake() {
    try {
      if (!this.stopped && (!this.lock || this.lock.released)) this.lock = await navigator.wakeLock?.request("screen");
    } catch { /* the phone decides */ }
  }

  tick() {
    const now = this.clock.now();
    const left = (this.ends - now) / 1000;
    if (left <= 0 && !this.gone) this.end(this.dataset.failed);
    const lead = Math.min(LEAD, (this.ends - this.begins) / 4000);
    const visible = document.visibilityState === "visible";
    if (visible && !this.stopped && left <= lead && now >= this.nextTry) this.renew(false);
    if (visible) this.show(now, Math.max(0, Math.ceil(left - lead)), (now - this.begins) / (this.ends - lead * 1000 - this.begins));
  }

  show(now, seconds, share) {
    this.all("[data-seconds]").forEach((number) => { number.textContent = seconds; });
    this.all(".ring").forEach((ring) => ring.style.setProperty("--gone", String(100 * Math.min(1, Math.max(0, share)))));
    const clock = this.closest(".card")?.querySelector("[data-clock]");
    if (clock) { clock.parentElement.hidden = false; clock.textContent = timeOfDay(now); }
  }

  async renew(asked) {
    if (this.busy || document.hidden) return;
    this.busy = true;
    try {
      const sent = performance.now();
      const response = await fetch(this.getAttribute("src"), {
        headers: { Accept: "application/json" }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(6000),
      });
      const served = Date.parse(response.headers.get("Date"));
      if (served) this.clock.set(served + 500, (sent + performance.now()) / 2); // the header has whole seconds
      if (response.status >= 400 && response.status < 500 && ![408, 425, 429].includes(response.status)) {
        this.stopped = true;
        return this.end(this.dataset.ended);
      }
      if (!response.ok) throw new Error(String(response.status));
      this.accept(await response.json());
    } catch {
      this.nextTry = this.clock.now() + RETRY * 1000;
      if (asked || this.gone) this.withdraw(navigator.onLine ? this.dataset.failed : this.dataset.offline);
    } finally {
      this.busy = false;
    }
  }

  accept(answer) {
    const ends = Date.parse(answer.expires_at);
    if (!answer.code || !(ends > this.clock.now())) throw new Error("no usable code");
    if (document.hidden) return;
    this.begins = this.clock.now();
    this.ends = ends;
    this.all("[data-qr]").forEach((box) => { box.querySelector(".qr")?.remove(); box.prepend(drawCode(answer.code)); });
    this.get("[data-short]").textContent = answer.short_code ?? "";
    this.get("[data-short-line]").hidden = !answer.short_code;
    this.get("[data-gone]").hidden = true;
    this.classList.remove("is-gone", "is-waiting");
    this.gone = this.stopped = false;
    this.nextTry = 0;
    this.say(this.dataset.refreshed);
    this.keepAwake();
    this.tick();
  }

  /** Take the code off the screen; what stays says why. */
  end(sentence) {
    const news = !this.gone || this.get("[data-gone-text]").textContent !== sentence;
    this.gone = true;
    this.all(".qr").forEach((drawing) => drawing.remove());
    this.get("[data-short]").textContent = "";
    this.get("[data-short-line]").hidden = true;
    this.get("[data-gone-text]").textContent = sentence;
    this.get("[data-gone]").hidden = false;
    this.classList.add("is-gone");
    this.classList.toggle("is-waiting", sentence === this.dataset.waiting);
    if (this.dialog.open) this.dialog.close();
    if (news) this.say(sentence);
    if (this.stopped) this.lock?.release();
  }

  say(sentence) {
    const status = this.get("[data-status]");
    status.textContent = "";
    requestAnimationFrame(() => { status.textContent = sentence; });
  }

  openBig() {
    const box = this.dialog.querySelector("[data-qr]");
    const drawing = this.get(":scope > [data-qr] > .qr");
    if (!drawing) return;
    box.replaceChildren(...[drawing, this.get(".ring")].map((part) => part.cloneNode(true)));
    this.dialog.showModal();
  }
}

function timeOfDay(ms) {
  return new Date(ms).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour12: false });
}

customElements.define("code-ring", CodeRing);
