// The playhead follows the film; a click on the timeline or on a timecode goes there. Seeks go to the middle of a frame.
const film = document.querySelector("video");
const graph = document.querySelector(".timeline svg");
const head = document.getElementById("playhead");
const { length, left, width, rate } = JSON.parse(graph.dataset.axis);
const go = (seconds) => {
  film.currentTime = (Math.floor(Math.min(seconds, length - 0.001) * rate + 1e-6) + 0.5) / rate;
};
graph.addEventListener("click", (event) => {
  const box = graph.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * graph.viewBox.baseVal.width;
  go(Math.max(0, ((x - left) / width) * length));
});
document.querySelectorAll("button.at").forEach((button) =>
  button.addEventListener("click", () => {
    go(Number(button.dataset.at));
    film.scrollIntoView({ behavior: "smooth", block: "center" });
  }));
const follow = () => {
  const x = left + (film.currentTime / length) * width;
  head.setAttribute("x1", x);
  head.setAttribute("x2", x);
  requestAnimationFrame(follow);
};
follow();
film.addEventListener("play", () => {    // the picture that is shown first is no place to begin
  if (Math.abs(film.currentTime - Number(film.dataset.poster)) < 0.1) film.currentTime = 0;
}, { once: true });
document.querySelectorAll("audio, video").forEach((one) =>
  one.addEventListener("play", () => document.querySelectorAll("audio, video").forEach((other) => {
    if (other !== one) other.pause();
  })));
