// Keys for people who review all day: j/k walk a list, Enter opens, n takes the next case; on a case the letters
// written on the buttons. Without this script everything works by mouse and Tab. Never while somebody is typing,
// never with Ctrl, Alt or Cmd; the help page switches it off for this browser (WCAG 2.1.4).
const OFF = "desk-keys-off";
const FIELDS = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
const help = document.querySelector("[data-desk-keys]");
const ROWS = "#result_list tbody tr";

const isOff = () => localStorage.getItem(OFF) === "1";

function walk(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (!rows.length) return false;
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  next.querySelector("th a, td a")?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.click();
  return Boolean(target);
}

function onKey(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
  if (key === "?" && help) { help.open = true; help.querySelector("summary").focus(); return event.preventDefault(); }
  if (isOff() || key.length !== 1) return;
  const done = key === "j" ? walk(1) : key === "k" ? walk(-1) : press(key);
  if (done) event.preventDefault();
}

if (help) {
  help.hidden = false;
  const button = help.querySelector("button");
  const show = () => {
    button.setAttribute("aria-pressed", String(isOff()));
    document.body.classList.toggle("keys-off", isOff());
  };
  button.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1");
    show();
  });
  show();
  document.addEventListener("keydown", onKey);
}
