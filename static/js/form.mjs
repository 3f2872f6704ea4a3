// Small helps for every form: the list of problems gets the focus, one press sends once.
const AGAIN_AFTER = 5000;

document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const sent = Number(form.dataset.sent || 0);
  if (performance.now() - sent < AGAIN_AFTER && sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = String(performance.now());
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), AGAIN_AFTER);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
}
