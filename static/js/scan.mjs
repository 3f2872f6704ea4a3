// The officer’s scanner. The form works without this script; with it, the camera reads codes and the answer
// fills the screen. The screen turns green only for an answer of the server.
const form = document.querySelector("[data-scan]");
const get = (selector, root = form) => root.querySelector(selector);
const answer = document.getElementById("answer");
const video = get("video");
const status = get("[data-status]");
const BUZZ = { normal: [90], notice: [90, 70, 90], abnormal: [350, 120, 350], void: [350, 120, 350], unknown: [60, 60, 60, 60, 60] };
const TONES = Object.keys(BUZZ);
const SLOW = 3000;
const TIMEOUT = 20000;
let stream = null;
let read = null; // reads one picture: Promise of a text or null
let checking = false;

/** Chromium and Safari read codes themselves; elsewhere our copy of jsQR does. */
async function makeReader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  await import(form.dataset.decoder); // a classic bundle: it leaves globalThis.jsQR behind
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(side, 720);
    pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } } });
    read ??= await makeReader();
    video.srcObject = stream;
    get("[data-view]").hidden = get("[data-stop]").hidden = false;
    get("[data-start]").hidden = true;
    await video.play();
    get("[data-torch]").hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
    status.textContent = "";
    look();
  } catch {
    stop();
    status.textContent = form.dataset.noCamera;
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  get("[data-view]").hidden = get("[data-stop]").hidden = get("[data-torch]").hidden = true;
  get("[data-start]").hidden = false;
}

async function look() {
  while (stream) {
    if (!checking && !answer.open && document.visibilityState === "visible" && video.readyState >= 2) {
      const text = await read().catch(() => null);
      if (text && stream && !checking && !answer.open) await check(text);
    }
    await new Promise((done) => { setTimeout(done, 120); });
  }
}

async function check(code) {
  if (checking) return;
  checking = true;
  status.textContent = form.dataset.checking;
  const slow = setTimeout(() => { status.textContent = form.dataset.slow; }, SLOW);
  try {
    const response = await fetch(form.dataset.checkUrl, {
      method: "POST", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ code, purpose: form.elements.purpose.value }),
    });
    const said = await response.json().catch(() => ({}));
    if (response.ok && TONES.includes(said.tone)) show(said);
    else show({ tone: "unknown", title: form.dataset.offlineTitle, sentence: said.detail || form.dataset.offline });
  } catch {
    show({ tone: "unknown", title: form.dataset.offlineTitle, sentence: form.dataset.offline });
  } finally {
    clearTimeout(slow);
    status.textContent = "";
    checking = false;
  }
}

function show(said) {
  answer.dataset.tone = said.tone;
  get("[data-title]", answer).textContent = said.title;
  get("[data-sentence]", answer).textContent = said.sentence ?? "";
  const photo = get("[data-photo]", answer);
  photo.hidden = !said.photo_url;
  if (said.photo_url) photo.src = said.photo_url; else photo.removeAttribute("src");
  get("[data-rows]", answer).replaceChildren(...(said.rows ?? []).map(makeRow));
  get("[data-meta]", answer).hidden = !said.reference;
  get("[data-checked]", answer).textContent = said.checked_at ? new Date(said.checked_at).toLocaleString(document.documentElement.lang) : "";
  get("[data-reference]", answer).textContent = said.reference ?? "";
  if (!answer.open) answer.showModal();
  get("[data-title]", answer).focus();
  navigator.vibrate?.(BUZZ[said.tone]);
}

function makeRow({ label, value, lang }) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const text = document.createElement("dd");
  term.textContent = label;
  text.textContent = value;
  if (lang) text.lang = lang;
  row.append(term, text);
  return row;
}

function next() {
  if (answer.open) answer.close();
  form.elements.code.value = "";
  (stream ? get("[data-stop]") : form.elements.code).focus();
}

if (navigator.mediaDevices?.getUserMedia) get("[data-camera]").hidden = false;
get("[data-start]").addEventListener("click", start);
get("[data-stop]").addEventListener("click", stop);
get("[data-torch]").addEventListener("click", async ({ currentTarget }) => {
  const on = currentTarget.getAttribute("aria-pressed") !== "true";
  await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  currentTarget.setAttribute("aria-pressed", String(on));
});
get("[data-next]", answer).addEventListener("click", (event) => { event.preventDefault(); next(); });
answer.addEventListener("cancel", (event) => { event.preventDefault(); next(); });
form.addEventListener("submit", (event) => {
  const code = form.elements.code.value.trim();
  if (!code) return;
  event.preventDefault();
  check(code);
});
addEventListener("pagehide", stop);
if (answer.open) { // the server rendered it: make it a real dialog
  answer.close();
  answer.showModal();
}
