// The camera at a counter: what it reads goes into the field, and the form is sent as if it had been typed.
import { Camera } from "./scan-camera.mjs";

const page = document.querySelector("[data-counter]");
const get = (selector) => page.querySelector(selector);
const form = get("form");
const status = get("[data-status]");
let sent = false;

const camera = new Camera({ video: get("video"), decoder: page.dataset.decoder, onText: send });

function send(code) {
  if (sent) return;
  form.elements.code.value = code;
  sent = form.checkValidity(); // without a business the browser says what is missing
  form.requestSubmit();
}

async function start() {
  try {
    await camera.start(() => sent);
    show(true);
    status.textContent = "";
  } catch {
    stop();
    status.textContent = page.dataset.noCamera;
  }
}

function stop() {
  camera.stop();
  show(false);
}

function show(on) {
  get("[data-view]").hidden = get("[data-stop]").hidden = !on;
  get("[data-start]").hidden = on;
}

get("[data-camera]").hidden = !Camera.possible();
get("[data-start]").addEventListener("click", start);
get("[data-stop]").addEventListener("click", stop);
addEventListener("pagehide", stop);
