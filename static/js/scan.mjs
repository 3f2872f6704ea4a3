// The officer’s scanner. The form works without this script; with it, the camera reads codes, the answer fills the
// screen, and what cannot be asked now is kept encrypted and asked later. Each scan has a number of its own, so that
// asking twice counts once.
import { Answer, timeOf } from "./scan-answer.mjs";
import { Camera } from "./scan-camera.mjs";
import { Link, SLOW } from "./scan-link.mjs";
import { Outbox } from "./outbox.mjs";

const page = document.querySelector("[data-scanner]");
const get = (selector, root = page) => root.querySelector(selector);
const words = get("[data-words]").dataset;
const form = get("[data-scan]");
const status = get("[data-status]");
const bar = get("[data-bar]");
const slow = document.getElementById("slow");
const box = get("[data-outbox]");
const sound = get("[data-sound] input");
const outbox = new Outbox({ seconds: Number(page.dataset.seconds), limit: Number(page.dataset.limit) });
const link = new Link(page.dataset.pulse);
const answer = new Answer(document.getElementById("answer"), { sound: () => sound.checked, onNext: next });
const camera = new Camera({ video: get("video"), decoder: page.dataset.decoder, onText: check });
let recorded = null; // the number of the scan whose place may still be noted
const bad = new Set(); // answers that came later, were not good and have not been opened
let checking = false;
let met = false; // whether the portal has said who is signed in here
let csrf = form.elements.csrfmiddlewaretoken?.value ?? "";

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const say = (text) => { status.textContent = text; };

// -- asking -----------------------------------------------------------------------------------------------------

async function check(code) {
  if (checking) return;
  checking = true;
  say(words.checking);
  const scan = { nonce: numberOf(), code, purpose: form.elements.purpose.value, at: Date.now(), place: "" };
  const waiting = watch();
  const { at, ...body } = scan;
  const ask = () => link.ask(page.dataset.checkUrl, { body, csrf, signal: waiting.signal });
  let { kind, said, text } = await ask();
  if (kind === "signed-out" && (await meet())) ({ kind, said, text } = await ask()); // signed in anew in another window
  waiting.end();
  say("");
  if (kind === "answer") answer.show(said);
  else if (kind === "refused") answer.show(unchecked(text || words.refused, []));
  else await record(scan, kind);
  checking = false;
}

/** After three seconds without an answer the officer chooses: wait on, or record for later. */
function watch() {
  const stop = new AbortController();
  const offer = () => { slow.showModal(); say(words.slow); };
  let timer = setTimeout(offer, SLOW);
  get("[data-wait]", slow).onclick = () => { slow.close(); timer = setTimeout(offer, 2 * SLOW); };
  get("[data-record]", slow).onclick = () => stop.abort();
  return { signal: stop.signal, end: () => { clearTimeout(timer); slow.close(); } };
}

async function record(scan, kind) {
  const signed = await import("./signed-code.mjs").then(({ readCode }) => readCode(scan.code)).catch(() => null);
  let sentence = kind === "signed-out" ? words.signedOut : words.offline;
  try {
    await outbox.add(scan);
    recorded = scan.nonce;
    sentence += ` ${words.recorded}`;
  } catch (error) {
    sentence += ` ${{ full: words.full, nobody: words.nobody }[error.message] ?? words.unkept}`;
  }
  await showOutbox();
  answer.show(unchecked(sentence, signed ? rowsOf(signed) : []), { note: recorded === scan.nonce });
}

const unchecked = (sentence, rows) => ({
  tone: "unknown", title: words.offlineTitle, sentence, rows,
  steps: [...get("[data-offline-steps]").children].map((step) => step.textContent),
});

function rowsOf(code) {
  const facts = { time: timeOf(code.shownAt), tone: words[`tone${code.tone}`] ?? "" };
  return [
    { label: words.signature, value: words[`signature${code.signature}`] },
    { label: words.said, value: fill(code.signature === "wrong" ? words.saidNothing : words.saidThen, facts) },
  ];
}

function numberOf() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function next(place) {
  if (place && recorded) await outbox.note(recorded, place).catch(() => {});
  recorded = null;
  camera.rest();
  form.elements.code.value = "";
  (camera.stream ? get("[data-stop]") : form.elements.code).focus();
  await showOutbox();
  if (link.state !== "offline") send();
}

// -- the outbox -------------------------------------------------------------------------------------------------

async function showOutbox() {
  const scans = await outbox.all().catch(() => []);
  get("[data-count]").textContent = fill(scans.length === 1 ? words.oneWaiting : words.waiting, { count: scans.length });
  get("[data-waiting]").replaceChildren(...scans.map((scan) => {
    const item = document.createElement("li");
    item.textContent = [timeOf(scan.at), scan.place].filter(Boolean).join(" · ");
    return item;
  }));
  get("[data-waiting-part]").hidden = !scans.length;
  box.hidden = !scans.length && !get("[data-results]").children.length;
  get("[data-count]").hidden = box.hidden;
  return scans;
}

/** Send what waits, one after the other; windows take turns. */
function send() {
  return navigator.locks?.request("scan-outbox", { ifAvailable: true }, (turn) => (turn ? sendAll() : null));
}

async function sendAll() {
  if (!(await showOutbox()).length || !(await meet())) return;
  for (const { at, ...scan } of await outbox.all()) {
    const waited = Math.max(0, Math.round((Date.now() - at) / 1000));
    const { kind, said, text } = await link.ask(page.dataset.checkUrl, { body: { ...scan, waited }, csrf });
    if (kind === "signed-out") say(words.signInToSend);
    if (kind === "signed-out" || kind === "lost") break;
    const sheet = kind === "answer" ? said : { tone: "void", title: words.offlineTitle, sentence: text || words.refused };
    await outbox.remove(scan.nonce);
    list({ ...sheet, waited, place: scan.place });
    if (["abnormal", "void"].includes(sheet.tone)) bad.add(sheet.reference);
  }
  await showOutbox();
  if (flag()) navigator.vibrate?.([350, 120, 350]);
}

/** Who is signed in here now, and the answers to earlier scans. False when nobody is. */
async function meet() {
  const { kind, said } = await link.ask(page.dataset.stateUrl);
  if (kind === "signed-out") say(words.signInToSend);
  if (kind !== "answer") return false;
  csrf = said.csrf;
  const strange = await outbox.begin(said.owner);
  if (strange) say(fill(words.wiped, { count: strange }));
  get("[data-results]").replaceChildren();
  said.late.toReversed().forEach(list);
  met = true;
  return !strange;
}

function list(sheet) {
  const item = get("[data-result]").content.firstElementChild.cloneNode(true);
  item.dataset.tone = sheet.tone;
  if (sheet.lang) item.lang = sheet.lang;
  get("[data-result-title]", item).textContent = sheet.title;
  get("[data-result-about]", item).textContent = [sheet.checked_at && timeOf(sheet.checked_at), sheet.place].filter(Boolean).join(" · ");
  get("button", item).addEventListener("click", () => {
    bad.delete(sheet.reference);
    flag();
    answer.show(sheet, { late: words.late });
  });
  get("[data-results]").prepend(item);
  box.hidden = get("[data-count]").hidden = get("[data-results-part]").hidden = false;
}

function flag() {
  get("[data-misses]").hidden = !bad.size;
  get("[data-misses-text]").textContent = fill(bad.size === 1 ? words.oneMiss : words.misses, { count: bad.size });
  return bad.size;
}

// -- the page ---------------------------------------------------------------------------------------------------

function showLink() {
  bar.dataset.link = link.state;
  get("[data-link-text]").textContent = link.state === "offline" ? words.noNetwork : words[link.state];
}

async function startCamera() {
  try {
    await camera.start(() => checking || answer.open);
    get("[data-view]").hidden = get("[data-stop]").hidden = false;
    get("[data-start]").hidden = true;
    get("[data-torch]").hidden = !camera.hasTorch;
    say("");
  } catch {
    stopCamera();
    say(words.noCamera);
  }
}

function stopCamera() {
  camera.stop();
  get("[data-view]").hidden = get("[data-stop]").hidden = get("[data-torch]").hidden = true;
  get("[data-start]").hidden = false;
}

/** The page itself without anybody's data, for a start without a network; the worker serves it then. */
async function keepShell() {
  const keys = await fetch(page.dataset.keysUrl, { credentials: "omit" }).then((response) => response.json());
  localStorage.setItem("scan-keys", JSON.stringify({ at: Date.now(), keys: keys.keys })); // for signed-code.mjs
  await navigator.serviceWorker?.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const cache = await caches.open("scanner");
  const files = page.dataset.shell.split(" ");
  await cache.addAll(files.map((url) => new Request(url, { cache: "reload" })));
  for (const { url } of await cache.keys()) if (!files.includes(new URL(url).pathname)) await cache.delete(url);
}

async function begin() {
  bar.hidden = get("[data-sound]").hidden = false;
  get("[data-camera]").hidden = !Camera.possible();
  sound.checked = localStorage.getItem("scan-sound") === "on";
  showLink();
  await outbox.begin(page.dataset.owner).catch(() => {});
  await showOutbox();
  if (link.state === "offline" || !(await meet())) return;
  await sendAll();
  keepShell().catch(() => {});
}

link.addEventListener("change", async () => {
  showLink();
  if (link.state === "online" && (met || (await meet()))) send();
});
get("[data-start]").addEventListener("click", startCamera);
get("[data-stop]").addEventListener("click", stopCamera);
get("[data-torch]").addEventListener("click", async ({ currentTarget }) => {
  const on = currentTarget.getAttribute("aria-pressed") !== "true";
  await camera.light(on).then(() => currentTarget.setAttribute("aria-pressed", String(on)), () => {});
});
get("[data-send]").addEventListener("click", send);
sound.addEventListener("change", () => localStorage.setItem("scan-sound", sound.checked ? "on" : "off"));
form.addEventListener("submit", (event) => {
  const code = form.elements.code.value.trim();
  if (!code) return;
  event.preventDefault();
  check(code);
});
addEventListener("pagehide", stopCamera);
begin();
