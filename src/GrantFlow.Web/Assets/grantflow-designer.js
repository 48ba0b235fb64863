// Stands between Elsa Studio and our server. Studio tells its reader of a refused save, and of nothing else that fails: what it
// would swallow is said here, in the reader's language. And nothing drawn gets lost: a save that can't be sent is sent again.
const page = document.body.dataset;
const words = JSON.parse(page.words);
const send = window.fetch.bind(window);

// One message a cause: the same again takes the place of the first.
const tell = (cause, text, { kind = 'bad', link = null, href = null, tab = false } = {}) => {
  const box = document.getElementById('gf-toasts');
  hush(cause);
  const toast = document.createElement('div');
  const body = document.createElement('div');
  const close = document.createElement('button');
  toast.className = 'gf-toast';
  [toast.dataset.cause, toast.dataset.kind] = [cause, kind];
  body.append(text);
  if (link) {
    const a = document.createElement('a');
    [a.textContent, a.href] = [link, href];
    if (tab) a.target = '_blank';
    body.append(' ', a);
  }
  [close.type, close.textContent] = ['button', '×'];
  close.setAttribute('aria-label', words.close);
  close.addEventListener('click', () => toast.remove());
  toast.append(body, close);
  box.append(toast);
  if (kind === 'good') setTimeout(() => toast.remove(), 5000);
};
const hush = cause => document.querySelector(`.gf-toast[data-cause="${cause}"]`)?.remove();
const here = () => location.pathname + location.search;
const signIn = tab => tell('signed-out', words['signed-out'], { link: words['sign-in'], href: `/sign-in?to=${encodeURIComponent(here())}`, tab });

// What Studio asks by POST and yet only reads: a failure of these is repeated soon anyhow.
const asks = path => /^(workflow-instances(\/[^/]+\/journal)?|activity-executions\/report|descriptors\/|scripting\/)/.test(path);
const writes = (method, path) => !['GET', 'HEAD'].includes(method) && !asks(path) && !path.startsWith('hubs/');
// Studio itself shows why one of these was refused.
const shown = path => path === 'workflow-definitions' || (path.endsWith('/retract') && page.element === 'elsa-workflow-definition-editor');

// The revision of each definition that this page has drawn: what a save builds upon.
const seen = new Map();
const idOf = (path, body) =>
  /^workflow-definitions\/(?:by-definition-id\/)?([^/?]+)/.exec(path)?.[1] ?? (path === 'workflow-definitions' && body ? definitionOf(body) : null);
const definitionOf = body => { try { const json = JSON.parse(body); return (json.model ?? json.workflowDefinition ?? json).definitionId ?? null; } catch { return null; } };
const note = async (path, method, answer) => {
  const revision = answer.headers.get('X-GrantFlow-Revision');
  // An old version that somebody looks at says nothing of what lies under their hands.
  if (!revision || (method === 'GET' && !path.includes('/by-definition-id/'))) return;
  const id = method === 'GET' ? idOf(path) : definitionOf(await answer.clone().text()) ?? idOf(path);
  if (id) seen.set(decodeURIComponent(id), revision);
};

const pause = seconds => new Promise(go => {
  const again = () => { clearTimeout(timer); removeEventListener('online', again); removeEventListener('focus', again); go(); };
  const timer = setTimeout(again, seconds * 1000);
  addEventListener('online', again);
  addEventListener('focus', again);
});

// Saves go one after another, each on the revision that the one before made.
let queue = Promise.resolve();
let unsaved = 0;
addEventListener('beforeunload', event => { if (unsaved > 0) event.preventDefault(); });

const save = (path, make) => {
  unsaved++;
  const done = queue.then(async () => {
    for (let tries = 0; ; tries++) {
      let answer = null;
      try { answer = await make(); } catch { /* The network is gone. */ }
      if (answer && ![401, 408, 429, 502, 503, 504].includes(answer.status)) {
        if (tries > 0) { hush('unsaved'); hush('signed-out'); tell('saved', words['saved-again'], { kind: 'good' }); }
        return answer;
      }
      if (answer?.status === 401) signIn(true);
      tell('unsaved', words.unsaved, { kind: 'wait' });
      await pause(Math.min(2 ** tries, 15));
    }
  }).finally(() => unsaved--);
  queue = done.catch(() => {});
  return done;
};

// Studio stops waiting after a while, and says so by this signal; what was drawn goes on being sent all the same.
const waitOr = (promise, signal) => !signal ? promise : Promise.race([promise, new Promise((_, stop) => {
  const end = () => stop(new DOMException('Aborted', 'AbortError'));
  if (signal.aborted) end(); else signal.addEventListener('abort', end, { once: true });
})]);

const complain = async (path, method, answer) => {
  const { status } = answer;
  const changes = writes(method, path);
  if (status === 401) { signIn(false); return; }
  if (status === 403) { tell('forbidden', words.forbidden); return; }
  if (!changes && status < 500) return;
  let why = null;
  try { const problem = await answer.clone().json(); why = problem.errors ? Object.values(problem.errors).flat().join(' ') : null; } catch { /* No words in it. */ }
  if (status === 400 && shown(path)) return;
  tell(`status-${status}`, why ?? (status === 404 ? words.missing : status === 409 ? words.changed : words.broken));
};

window.fetch = async (input, options = {}) => {
  const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
  if (url.origin !== location.origin || !url.pathname.startsWith('/elsa/')) return send(input, options);
  const path = url.pathname.replace(/^\/elsa\/(api\/)?/, '');
  const method = (options.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
  const headers = new Headers(options.headers ?? (input instanceof Request ? input.headers : undefined));
  if (page.programme) headers.set('X-GrantFlow-Programme', page.programme);
  if (!['GET', 'HEAD'].includes(method)) headers.set('RequestVerificationToken', page.token);

  // Studio's buttons ask for no reason; the record wants one.
  if (/^(bulk-actions\/)?cancel\/workflow-instances/.test(path)) {
    const reason = prompt(words['why-cancel'])?.trim();
    if (!reason) return new Response(null, { status: 204 });
    headers.set('X-GrantFlow-Reason', encodeURIComponent(reason.slice(0, 1000)));
  }

  const isSave = writes(method, path) && path.startsWith('workflow-definitions') && !path.endsWith('/execute') && !path.endsWith('/import');
  // Read now: it is sent again if it must be, and a stream can be read once only.
  const body = isSave && options.body instanceof Uint8Array ? new TextDecoder().decode(options.body) : options.body;
  const make = signal => {
    const id = isSave ? idOf(path, typeof body === 'string' ? body : null) : null;
    const revision = id && seen.get(decodeURIComponent(id));
    if (revision) headers.set('X-GrantFlow-Revision', revision);
    return send(input, { ...options, body, headers, signal });
  };

  let answer;
  try {
    answer = isSave
      ? await waitOr(save(path, async () => { const got = await make(undefined); await note(path, method, got); return got; }), options.signal)
      : await make(options.signal);
  } catch (error) {
    if (error?.name !== 'AbortError') tell('lost', words.lost, { kind: 'wait' });
    throw error;
  }
  hush('lost');
  if (!isSave) await note(path, method, answer);
  if (!answer.ok) await complain(path, method, answer);
  return answer;
};

// Studio pushes addresses of its own and expects somebody to show them; ours are these.
const ours = address => {
  const path = new URL(address, document.baseURI).pathname;
  const match = /\/workflows\/(instances|definitions)\/([^/]+)\/(view|edit)$/.exec(path);
  return match && `/studio/${match[1]}/${match[2]}`;
};
const push = history.pushState.bind(history);
history.pushState = (state, title, address) => {
  const target = address && ours(address);
  if (target) location.assign(target); else push(state, title, address);
};
document.getElementById('gf-programme')?.addEventListener('change', event => event.target.form.submit());
window.grantflow = { words, tell, page };
