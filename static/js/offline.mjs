// The worker behind the pages, and <offline-copy>: a dated copy of the wallet without codes, only if asked for.
// The worker keeps it (static/js/worker.js); this part asks, shows and deletes.


async function worker() {
  if (!("serviceWorker" in navigator)) return null;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    return (await navigator.serviceWorker.ready).active;
  } catch { return null; /* pages work without it */ }
}

/** Ask the worker something and wait for its answer. */
function tell(active, message) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => reject(new Error("no answer")), 8000);
    port1.onmessage = ({ data }) => { clearTimeout(timer); resolve(data); };
    active.postMessage(message, [port2]);
  });
}

class OfflineCopy extends HTMLElement {
  async connectedCallback() {
    this.active = await ready;
    if (!this.active) return;
    this.keep = this.querySelector("[data-keep]");
    this.drop = this.querySelector("[data-drop]");
    this.state = this.querySelector("[data-state]");
    this.keep.addEventListener("click", () => this.act("keep"));
    this.drop.addEventListener("click", () => this.act("drop"));
    await this.act("refresh"); // a copy of this session is brought up to date, one of another is deleted
    this.hidden = false;
  }

  async act(type) {
    const session = this.getAttribute("session");
    try {
      const answer = await tell(this.active, { type, session, url: this.getAttribute("src") });
      if (answer.failed) throw new Error(type);
      this.show(answer.at);
    } catch { if (type !== "refresh") this.state.textContent = this.dataset.failed; }
  }

  show(at) {
    this.keep.hidden = Boolean(at);
    this.drop.hidden = !at;
    const time = at ? new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }) : "";
    this.state.textContent = at ? this.dataset.kept.replace("{time}", time) : "";
  }
}

const ready = worker();
customElements.define("offline-copy", OfflineCopy);
ready.then((active) => { if (active && !document.querySelector("offline-copy")) tell(active, { type: "sweep" }).catch(() => {}); });
