// The answer that fills the screen: tone, words, record, what to do. Green only for a fresh answer of the server.
const ZONE = "Asia/Shanghai"; // as in the sentences of the server
const BUZZ = { normal: [90], notice: [90, 70, 90], unknown: [60, 60, 60, 60, 60], abnormal: [350, 120, 350], void: [350, 120, 350, 120, 350] };
const NOTES = { normal: [880], notice: [660, 660], unknown: [520, 520, 520], abnormal: [330, 260], void: [300, 220, 160] };

export class Answer {
  constructor(dialog, { sound, onNext }) {
    Object.assign(this, { dialog, sound, onNext });
    this.get("[data-next]").addEventListener("click", (event) => { event.preventDefault(); this.next(); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.next(); });
    this.photo = this.get("[data-photo]");
    this.photo.addEventListener("error", () => { this.photo.hidden = true; }); // ten minutes are over
    if (dialog.open) { // the server rendered it: make it a real dialog
      dialog.close();
      dialog.showModal();
    }
  }

  get(selector) { return this.dialog.querySelector(selector); }
  get open() { return this.dialog.open; }

  /** Show one sheet. `late`, a sentence, says that it answers a scan of some time ago: that is never green. */
  show(sheet, { late = "", note = false } = {}) {
    const tone = late && sheet.tone === "normal" ? "notice" : sheet.tone;
    this.dialog.dataset.tone = tone;
    this.get("[data-title]").textContent = sheet.title;
    this.get("[data-sentence]").textContent = [late, tone === sheet.tone && sheet.sentence].filter(Boolean).join(" ");
    this.photo.hidden = !sheet.photo_url || Boolean(late);
    if (this.photo.hidden) this.photo.removeAttribute("src"); else this.photo.src = sheet.photo_url;
    this.get("[data-rows]").replaceChildren(...(sheet.rows ?? []).map(makeRow));
    this.get("[data-meta]").hidden = !sheet.reference;
    this.get("[data-checked]").textContent = sheet.checked_at ? timeOf(sheet.checked_at) : "";
    this.get("[data-reference]").textContent = sheet.reference ?? "";
    this.get("[data-steps]").hidden = !sheet.steps?.length;
    this.get("[data-steps]").open = ["abnormal", "void", "unknown"].includes(tone);
    this.get("[data-steps] ol").replaceChildren(...(sheet.steps ?? []).map(makeStep));
    this.get("[data-ways]").hidden = !sheet.ways?.length;
    this.get("[data-ways]").replaceChildren(...(sheet.ways ?? []).map(makeWay));
    this.get("[data-note]").hidden = !note;
    this.get("[data-note] input").value = "";
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.firstElementChild.scrollTop = 0;
    this.get("[data-title]").focus();
    navigator.vibrate?.(BUZZ[tone]);
    if (this.sound()) play(NOTES[tone]);
  }

  next() {
    const place = this.get("[data-note]").hidden ? "" : this.get("[data-note] input").value.trim();
    if (this.dialog.open) this.dialog.close();
    this.onNext(place);
  }
}

export function timeOf(moment) {
  const at = new Date(moment);
  const day = (one) => one.toLocaleDateString("en", { timeZone: ZONE });
  const date = day(at) === day(new Date()) ? {} : { dateStyle: "medium" };
  return at.toLocaleString(document.documentElement.lang, { timeZone: ZONE, hourCycle: "h23", timeStyle: "medium", ...date });
}

function makeRow({ label, value, lang }) {
  const row = document.createElement("div");
  const [term, text] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  text.textContent = value;
  if (lang) text.lang = lang;
  row.append(term, text);
  return row;
}

function makeStep(text) {
  const step = document.createElement("li");
  step.textContent = text;
  return step;
}

function makeWay({ label, url }) {
  const link = document.createElement("a");
  link.className = "button button-quiet";
  link.href = url;
  link.textContent = label;
  return link;
}

let speaker = null;
function play(notes) {
  speaker ??= new AudioContext();
  notes.forEach((pitch, number) => {
    const begin = speaker.currentTime + number * 0.22;
    const [tone, volume] = [speaker.createOscillator(), speaker.createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.2, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.2);
    tone.connect(volume).connect(speaker.destination);
    tone.start(begin);
    tone.stop(begin + 0.2);
  });
}
