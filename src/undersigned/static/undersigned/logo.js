/* Shows a chosen logo before it is uploaded, as the browser draws it. */

const LARGEST = 1_000_000;

for (const form of document.querySelectorAll("[data-logo-form]")) {
  const input = form.querySelector("input[type=file]");
  const ground = document.createElement("p");
  const image = document.createElement("img");
  ground.className = "logo-ground light";
  ground.hidden = true;
  image.className = "logo";
  image.alt = "";
  ground.append(image);
  form.querySelector("button").before(ground);

  image.addEventListener("error", () => {
    ground.hidden = true;
  });
  input.addEventListener("change", () => {
    ground.hidden = true;
    const [file] = input.files;
    // What the server would refuse is not worth reading.
    if (!file || file.size > LARGEST || !input.accept.split(",").includes(file.type)) {
      return;
    }
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      image.src = reader.result;
      ground.hidden = false;
    });
    reader.readAsDataURL(file);
  });
}
