// Starts Swagger UI on the page that holds it; the address of the description stands in the page.
addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.schema,
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: true,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
