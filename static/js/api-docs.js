// Starts Swagger UI on the page that holds it; the address of the description and a label stand in the page.
addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  // What Swagger UI forgets: names of its selection lists, and samples that the keyboard can scroll.
  new MutationObserver(() => {
    for (const list of place.querySelectorAll("select:not([aria-label])")) list.setAttribute("aria-label", place.dataset.choice);
    for (const sample of place.querySelectorAll("pre.microlight:not([tabindex])")) sample.tabIndex = 0;
  }).observe(place, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.schema,
    deepLinking: false,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: true,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
