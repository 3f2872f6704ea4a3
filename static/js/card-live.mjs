// <card-live src="…/live/" since="ISO" state="…">: asks while the card is seen whether its state is still true and
// whether somebody looked. Without an answer for a minute, or without network, the card says that its state is
// unknown and the colored word leaves the page.
const OFTEN = 3; // seconds, for two minutes after the card was opened or touched
const SELDOM = 10;
const LIVELY = 120;
const UNKNOWN_AFTER = 60;

class CardLive extends HTMLElement {
  connectedCallback() {
    this.card = this.parentElement.querySelector(".card");
    this.age = this.card.querySelector("[data-age]");
    this.tag = this.card.querySelector(".state > .tag:not([data-unknown])");
    this.unknown = this.card.querySelector("[data-unknown]");
    this.ring = this.card.querySelector("code-ring");
    this.big = this.card.querySelector("dialog [data-toasts]");
    this.big?.closest("dialog").addEventListener("close", () => { if (this.big.firstChild) this.replaceChildren(...this.big.children); });
    this.checked = this.touched = Date.now() - Math.max(0, performance.now() - (performance.getEntriesByType("navigation")[0]?.responseStart || 0));
    this.asked = Date.now();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    addEventListener("offline", () => this.doubt(), { signal });
    addEventListener("online", () => this.ask(), { signal });
    addEventListener("pointerdown", () => { this.touched = Date.now(); }, { signal, passive: true });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { this.touched = Date.now(); this.ask(); } }, { signal });
    this.timer = setInterval(() => this.tick(), 1000);
    if (!navigator.onLine) this.doubt();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.leaving.abort();
  }

  tick() {
    if (document.hidden) return;
    const now = Date.now();
    const seconds = Math.max(0, Math.round((now - this.checked) / 1000));
    this.age.textContent = seconds < 3 ? this.dataset.now : this.dataset.ago.replace("{seconds}", seconds);
    if (seconds >= UNKNOWN_AFTER) this.doubt();
    const every = now - this.touched < LIVELY * 1000 ? OFTEN : SELDOM;
    if (now - this.asked >= every * 1000) this.ask();
  }

  async ask() {
    if (this.busy || this.over || document.hidden || !navigator.onLine) return;
    this.busy = true;
    this.asked = Date.now();
    try {
      const address = `${this.getAttribute("src")}?since=${encodeURIComponent(this.getAttribute("since"))}`;
      const response = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(6000) });
      this.over = response.status >= 400 && response.status < 500 && response.status !== 429;
      if (response.ok) this.hear(await response.json());
    } catch { /* the age keeps growing; after a minute the state counts as unknown */ } finally {
      this.busy = false;
    }
  }

  hear(news) {
    if (news.state !== this.getAttribute("state")) return location.reload();
    this.setAttribute("since", news.since);
    this.checked = Date.now();
    this.trust();
    for (const look of news.looks) this.say(look);
    if (news.looks.some((look) => look.used)) this.ring?.renew(true);
  }

  say(look) {
    const note = document.createElement("p");
    note.className = `toast toast-${look.tone}`;
    const link = document.createElement("a");
    link.href = this.dataset.all;
    link.textContent = this.dataset.more;
    note.append(look.words, " ", link);
    (this.big?.closest("[open]") ? this.big : this).replaceChildren(note); // what lies behind an open dialog is not seen
    navigator.vibrate?.(60);
  }

  doubt() {
    if (this.card.classList.contains("is-unknown")) return;
    this.card.classList.add("is-unknown");
    this.tag.remove();
    this.unknown.hidden = false;
  }

  trust() {
    if (!this.card.classList.contains("is-unknown")) return;
    this.card.classList.remove("is-unknown");
    this.unknown.before(this.tag);
    this.unknown.hidden = true;
  }
}

customElements.define("card-live", CardLive);
