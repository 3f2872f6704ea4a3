// What is wrong with the open page, by rules that axe does not know. One object of options in, a list of words out.
({ language, apart, samples, targets }) => {
  const found = [];
  const root = document.documentElement;
  const say = (what, place) => found.push(`${what}: ${(place.outerHTML || place).slice(0, 140)}`);
  const shown = (place) => place.checkVisibility({ visibilityProperty: true }) && !place.closest(".vh");

  const wide = root.scrollWidth - innerWidth;
  if (wide > 0) {
    const widest = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).pop();
    say(`${wide} pixels wider than the window of ${innerWidth}`, widest || "");
  }

  if (language) {
    const wrong = language.startsWith("zh") ? /\b[A-Za-z]{2,}(?:[ ,’']+[A-Za-z]{2,}){2,}/ : /[㐀-鿿]/;
    const other = language.startsWith("zh") ? '[lang^="en" i]' : '[lang^="zh" i]';
    const skipped = `${other}, code, pre, kbd, script, style, svg, textarea, option, .swagger-ui${apart}`;
    const plates = /[㐀-鿿][A-Z]\u00b7?[A-Z0-9]{4,6}[警学挂港澳领]?/g;  // the same in every language
    const foreign = (text) => wrong.test(text.replace(plates, "")) && !samples.some((sample) => text.includes(sample));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const place = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim();
      if (foreign(text) && !place.closest(skipped)) found.push(`foreign text: ${place.tagName} ${text.slice(0, 120)}`);
    }
    for (const place of document.querySelectorAll("[alt], [aria-label], [placeholder], [title]"))
      for (const name of ["alt", "aria-label", "placeholder", "title"]) {
        const text = place.getAttribute(name) || "";
        if (foreign(text) && !place.closest(skipped)) found.push(`foreign text: @${name} ${text.slice(0, 120)}`);
      }
    const own = root.lang.slice(0, 2).toLowerCase() === language.slice(0, 2);  // pages in both languages say Chinese
    if (!apart && own && foreign(document.title)) found.push(`foreign text: title ${document.title}`);
  }

  if (targets) {
    const least = root.dataset.view === "elder" ? 60 : 44;
    const pressed = ".button, .pill, .tabs a, .tiles :is(a, button), .links a, summary, select, label.choice, "
      + "input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";
    for (const place of document.querySelectorAll(pressed)) {
      const { height } = place.getBoundingClientRect();
      if (shown(place) && height > 0 && height < least - 0.5) say(`${Math.round(height)} pixels high, not ${least}`, place);
    }
    const bar = document.querySelector(".tabs");
    if (bar && getComputedStyle(bar).position === "fixed") {
      const seen = bar.getBoundingClientRect().top;
      for (const place of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary), .foot :is(a, button)")) {
        if (!shown(place) || place.disabled || place.type === "hidden") continue;
        place.focus();
        const box = place.getBoundingClientRect();
        if (document.activeElement === place && box.height < seen / 2 && box.bottom > seen + 1) say("the focus is behind the tabs", place);
      }
      document.activeElement?.blur();
      scrollTo(0, 0);
    }
  }
  return found;
}
