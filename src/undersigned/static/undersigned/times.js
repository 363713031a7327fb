// Times: beside a time of the letter's own zone, what the reader's clock shows then.

for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const place = time.parentElement.querySelector("[data-reader]");
  if (!place || Number.isNaN(moment.getTime()) || zone === time.dataset.local) continue;
  const language = document.documentElement.lang || undefined;
  const style = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const format = new Intl.DateTimeFormat(language, style);
  place.querySelector("[data-reader-time]").textContent = `${format.format(moment)}, ${zone}`;
  place.hidden = false;
}
