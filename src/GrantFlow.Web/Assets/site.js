// What a page gains when scripts run; every page works without this file.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;

// Characters as people count them, the same way the server does.
const graphemes = new Intl.Segmenter();
const count = text => [...graphemes.segment(text)].length;
for (const hint of document.querySelectorAll('[data-count]')) {
  const field = document.getElementById(hint.dataset.count);
  const words = hint.textContent;
  const show = () => {
    const used = count(field.value.trim());
    hint.textContent = `${words} · ${used}`;
    hint.classList.toggle('gf-late', used > Number(field.dataset.max));
  };
  field.addEventListener('input', show);
  show();
}

// A draft that can't be saved says so, in the words the page brought along.
document.body.addEventListener('htmx:responseError', () => document.getElementById('saved')?.classList.add('gf-late'));
document.getElementById('errors')?.focus();
