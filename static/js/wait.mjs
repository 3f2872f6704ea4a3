// <form data-wait="28">: its button sleeps until the server would take it; the sentence above counts the seconds down.
const form = document.querySelector("form[data-wait]");
const [button, sentence] = [form.querySelector("button"), form.querySelector("p")];
const ends = Date.now() + form.dataset.wait * 1000;

function tick() {
  const left = Math.ceil((ends - Date.now()) / 1000);
  button.disabled = left > 0;
  sentence.hidden = left <= 0;
  if (left > 0) sentence.textContent = sentence.textContent.replace(/\d+/, left);
  else clearInterval(timer);
}

const timer = setInterval(tick, 500);
tick();
