// <poll-fragment src="…" every="5">: replaces its content with what the address answers, until that holds [data-done]; then the page loads anew.
class PollFragment extends HTMLElement {
  connectedCallback() {
    const seconds = Math.max(1, Number(this.getAttribute("every")) || 5);
    this.timer = setInterval(() => this.poll(), seconds * 1000);
  }

  disconnectedCallback() { clearInterval(this.timer); }

  async poll() {
    if (document.visibilityState !== "visible" || this.busy) return;
    this.busy = true;
    try {
      const response = await fetch(this.getAttribute("src"), { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(8000) });
      if (response.status >= 400 && response.status < 500) clearInterval(this.timer);
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.replaceChildren(...page.body.childNodes);
      if (!this.querySelector("[data-done]")) return;
      clearInterval(this.timer);
      location.reload(); // the buttons of the page are those of the new state
    } catch { /* the next round tries again; the page can always be reloaded */ } finally {
      this.busy = false;
    }
  }
}

customElements.define("poll-fragment", PollFragment);
