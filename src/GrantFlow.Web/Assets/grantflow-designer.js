// Stands between Elsa Studio and our server. Studio tells its reader of a refused save, and of nothing else that fails: what it
// would swallow is said here, in the reader's language.
const { page, words, tell, hush, reload, signIn, signedIn, save, ask, change, waitOr } = window.grantflow;
const send = window.fetch.bind(window);

// What was drawn and is refused can be kept: as a file that the menus take in again.
let kept = null;
const refuse = (model, why) => {
  if (kept) URL.revokeObjectURL(kept);
  kept = URL.createObjectURL(new Blob([JSON.stringify(model, null, 2)], { type: 'application/json' }));
  tell('refused', [why, words.refused].filter(Boolean).join(' '), { links: [{ textContent: words['keep-file'], href: kept, download: `${model.definitionId}-unsaved.json` }, reload] });
};
// Of all refusals, this is the one that Studio shows and goes on after.
const shownRefusal = sentence => new Response(JSON.stringify({ type: 'about:blank', status: 400, errors: { generalErrors: [sentence] } }),
  { status: 400, headers: { 'Content-Type': 'application/problem+json' } });

// When a hand was last on the page: what it asks for by itself, long after, keeps nobody signed in.
const hand = { at: Date.now() };
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(kind, () => { hand.at = Date.now(); }, { capture: true, passive: true });
const unattended = () => Date.now() - hand.at > 5 * 60_000;

// What Studio asks by POST and yet only reads: a failure of these is repeated soon anyhow.
const asks = path => /^(workflow-instances(\/[^/]+\/journal)?|activity-executions\/report|descriptors\/|scripting\/)/.test(path);
const writes = (method, path) => !['GET', 'HEAD'].includes(method) && !asks(path) && !path.startsWith('hubs/');
// Studio itself shows why one of these was refused.
const shown = path => path === 'workflow-definitions' || (path.endsWith('/retract') && page.element === 'elsa-workflow-definition-editor');

// The revision of each definition that this page has drawn: what a save builds upon.
const seen = new Map();
const idOf = (path, body) =>
  /^workflow-definitions\/(?:by-definition-id\/)?([^/?]+)/.exec(path)?.[1] ?? (path === 'workflow-definitions' && body ? definitionOf(body) : null);
const modelOf = body => { try { const json = JSON.parse(body); return json.model ?? json.workflowDefinition ?? json; } catch { return null; } };
const publishes = body => JSON.parse(body).publish === true;
const definitionOf = body => modelOf(body)?.definitionId ?? null;
const note = async (path, method, answer) => {
  const revision = answer.headers.get('X-GrantFlow-Revision');
  // An old version that somebody looks at says nothing of what lies under their hands.
  if (!revision || (method === 'GET' && !path.includes('/by-definition-id/'))) return;
  const id = method === 'GET' ? idOf(path) : definitionOf(await answer.clone().text()) ?? idOf(path);
  if (id) seen.set(decodeURIComponent(id), revision);
};

const problemOf = async answer => { try { return await answer.clone().json(); } catch { return {}; } };
const complain = async (path, method, answer, model) => {
  const { status } = answer;
  const changes = writes(method, path);
  if (status === 401) { signIn(); return answer; }
  if (!changes && status !== 403 && status < 500) return answer;
  const { errors, code } = await problemOf(answer);
  // Studio shows three of them, for a few seconds: here they stay until they are mended.
  if (code === 'design-faulty') tell('faulty', Object.values(errors).flat().join('\n• '));
  const why = errors ? Object.values(errors).flat().join(' ')
    : status === 403 ? words.forbidden : status === 404 ? words.missing : status === 409 ? words.changed : words.broken;
  // A save that went in and was refused only to be published says which revision it made.
  if (model?.definitionId && !answer.headers.has('X-GrantFlow-Revision')) refuse(model, status === 400 ? null : why);
  else if (status !== 400 || !shown(path)) tell(status === 403 ? 'forbidden' : `status-${status}`, why);
  return changes && status > 401 && method !== 'DELETE' ? shownRefusal(why) : answer;
};

// A version has an address of its own, and a page made for it: Studio, shown another in place, takes no keys any more.
const pageOf = (id, version) => `/studio/definitions/${id}${version ? `?version=${version}` : ''}`;
const isOwn = id => page.attribute === 'definition-id' && decodeURIComponent(id) === page.value;
// The bar calls it by the name that it was saved under last.
const call = name => {
  const heading = document.querySelector('.gf-studio-bar h1');
  [heading.textContent, heading.title, document.title] = [name, name, `${name} · GrantFlow`];
};
const never = () => new Promise(() => {});
const versionAsked = path => {
  const match = /^workflow-definitions\/by-id\/(.+)(?::|%3A)(\d+)$/i.exec(path);
  return match && isOwn(match[1]) ? match[2] : null;
};
const leaves = (path, method) => page.attribute === 'definition-id' && method !== 'GET' &&
  /^(workflow-definitions\/[^/]+\/revert\/|workflow-definition-versions\/|bulk-actions\/delete\/workflow-definitions\/by-id$)/.test(path);

window.fetch = async (input, options = {}) => {
  const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
  if (url.origin !== location.origin || !url.pathname.startsWith('/elsa/')) return send(input, options);
  const path = url.pathname.replace(/^\/elsa\/(api\/)?/, '');
  const method = (options.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
  const asked = method === 'GET' && versionAsked(path);
  if (asked) { location.assign(pageOf(page.value, asked)); return never(); }
  if (page.version && isOwn(/by-definition-id\/([^/]+)$/.exec(path)?.[1] ?? '')) {
    url.searchParams.set('versionOptions', page.version);
    input = url.href;
  }

  const headers = new Headers(options.headers ?? (input instanceof Request ? input.headers : undefined));
  if (unattended()) headers.set('X-GrantFlow-Unattended', 'yes');
  if (page.programme) headers.set('X-GrantFlow-Programme', page.programme);
  if (!['GET', 'HEAD'].includes(method)) {
    headers.set('RequestVerificationToken', page.token);
    headers.set('X-GrantFlow-Zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  // Studio's buttons ask for no reason; the record wants one.
  if (/^(bulk-actions\/)?cancel\/workflow-instances/.test(path)) {
    const reason = prompt(words['why-cancel'])?.trim();
    if (!reason) return new Response(null, { status: 204 });
    headers.set('X-GrantFlow-Reason', encodeURIComponent(reason.slice(0, 1000)));
  }

  const isSave = writes(method, path) && path.startsWith('workflow-definitions') && !path.endsWith('/execute') && !path.endsWith('/import');
  // Read now: it is sent again if it must be, and a stream can be read once only.
  const body = isSave && options.body instanceof Uint8Array ? new TextDecoder().decode(options.body) : options.body;
  const model = isSave && path === 'workflow-definitions' && typeof body === 'string' ? modelOf(body) : null;
  if (page.version && model?.definitionId && isOwn(model.definitionId)) return shownRefusal(words['design-old']);
  const make = signal => {
    const id = isSave ? idOf(path, typeof body === 'string' ? body : null) : null;
    const revision = id && seen.get(decodeURIComponent(id));
    if (revision) headers.set('X-GrantFlow-Revision', revision);
    return send(input, { ...options, body, headers, signal });
  };

  let answer;
  try {
    answer = isSave
      ? await waitOr(save(async () => {
        let got = await make(undefined);
        // An empty canvas may be a drawing that Studio failed to show: it is saved only when somebody says so.
        if (got.status === 400 && (await problemOf(got)).code === 'design-emptied' && confirm(words.emptied)) {
          headers.set('X-GrantFlow-Emptied', 'yes');
          got = await make(undefined);
        }
        await note(path, method, got);
        return got;
      }), options.signal)
      : path.startsWith('hubs/') ? await make(options.signal) : await waitOr(writes(method, path) ? change(make, options.signal) : ask(path, make, options.signal), options.signal);
  } catch (error) {
    if (error?.name !== 'AbortError') tell('lost', words.lost, { kind: 'wait' });
    throw error;
  }
  hush('lost');
  if (!isSave) await note(path, method, answer);
  if (answer.status !== 401) signedIn();
  if (!answer.ok) return complain(path, method, answer, model);
  const told = answer.headers.get('X-GrantFlow-Told');
  if (told) tell('told', decodeURIComponent(told));
  if (model) hush('refused');
  if (model?.name && isOwn(model.definitionId ?? '')) call(model.name);
  if (model && publishes(body)) hush('faulty');
  if (leaves(path, method)) { location.assign(pageOf(page.value)); return never(); }
  return answer;
};

// Studio is as high as what stands above it leaves.
const settle = () => document.body.style.setProperty('--mud-appbar-height', `${document.getElementById('gf-host').offsetTop}px`);
settle();
addEventListener('resize', settle);

// In an old version there is nothing to save, and Studio stumbles over the keys.
if (page.version) addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') { event.preventDefault(); event.stopImmediatePropagation(); }
}, { capture: true });

// Studio reads no file beyond ten megabytes, and stops at one; a definition has half of that.
addEventListener('change', event => {
  if (event.target.type !== 'file') return;
  const large = [...event.target.files].find(file => file.size > (/\.zip$/i.test(file.name) ? 10 : 5) * 1024 * 1024);
  if (!large) return;
  event.stopImmediatePropagation();
  event.target.value = '';
  tell('file', words['file-too-large'].replace('{0}', large.name));
}, { capture: true });

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
window.grantflow.hand = hand;
