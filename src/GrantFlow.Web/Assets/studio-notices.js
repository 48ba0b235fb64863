// What the reader of a designer's page is told, in their language, beside what Elsa Studio says.
const page = document.body.dataset;
const words = JSON.parse(page.words);

// One message a cause: the same again takes the place of the first.
const tell = (cause, text, { kind = 'bad', links = [] } = {}) => {
  const box = document.getElementById('gf-toasts');
  hush(cause);
  const toast = document.createElement('div');
  const body = document.createElement('div');
  const close = document.createElement('button');
  toast.className = 'gf-toast';
  [toast.dataset.cause, toast.dataset.kind] = [cause, kind];
  body.append(text);
  for (const link of links) {
    const a = Object.assign(document.createElement('a'), link);
    body.append(' ', a);
  }
  [close.type, close.textContent] = ['button', '×'];
  close.setAttribute('aria-label', words.close);
  close.addEventListener('click', () => toast.remove());
  toast.append(body, close);
  box.append(toast);
  if (body.scrollHeight > body.clientHeight) body.tabIndex = 0;
  if (kind === 'good') setTimeout(() => toast.remove(), 5000);
};
const hush = cause => document.querySelector(`.gf-toast[data-cause="${cause}"]`)?.remove();
const reload = { textContent: words.reload, href: location.href };

// That Studio stopped is told only where being signed out isn't the reason.
let [out, stopped] = [false, false];
const stop = () => { stopped = true; if (!out) tell('crashed', words.crashed, { links: [reload] }); };
// Beside the page: what is drawn, and what waits for an answer, goes on from where it is.
const signIn = () => {
  out = true;
  hush('crashed');
  tell('signed-out', words['signed-out'], { links: [{ textContent: words['sign-in'], href: '/sign-in?to=/workflows', target: '_blank' }] });
};
const signedIn = () => { if (out) { out = false; hush('signed-out'); if (stopped) stop(); } };
window.grantflow = { page, words, tell, hush, reload, stop, signIn, signedIn };
