// Runs before textual-serve's script: where the terminal connects to, and what the page never does.
"use strict";

// No page is opened, whatever the app, a film's title or a file to be delivered asks for.
window.open = () => null;

// A file that is dropped here is not taken, and not opened in place of the page either.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}

document.addEventListener("DOMContentLoaded", () => {
  // The address of the page, whichever it is: behind a reverse proxy the server does not know it.
  document.getElementById("terminal").dataset.sessionWebsocketUrl =
    location.origin.replace(/^http/, "ws") + "/ws";
  document.getElementById("again").addEventListener("click", () => location.assign("/"));
  // Keys are for the app as soon as it has painted, without a click.
  new MutationObserver((_, observer) => {
    if (document.body.classList.contains("-first-byte")) {
      observer.disconnect();
      document.querySelector(".xterm-helper-textarea").focus();
    }
  }).observe(document.body, { attributeFilter: ["class"] });
});
