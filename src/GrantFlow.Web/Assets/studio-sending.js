// Sends what Elsa Studio asks and saves until it is answered: over a bad line, and when its reader is signed out meanwhile. Studio
// itself stops for good over a question without an answer, and forgets a save.
const { words, tell, hush, signIn, signedIn } = window.grantflow;

// What an answer says that will be another one a little later, and that nothing was done.
const passing = [401, 408, 429, 502, 503, 504];

const pause = seconds => new Promise(go => {
  const wakes = ['online', 'focus', 'gf-asked'];
  const again = () => { clearTimeout(timer); for (const kind of wakes) removeEventListener(kind, again); go(); };
  const timer = setTimeout(again, seconds * 1000);
  for (const kind of wakes) addEventListener(kind, again);
});
const longer = tries => pause(Math.min(2 ** tries, 15));

// Studio stops waiting after a while, and says so by this signal; what is on its way goes on being sent all the same.
const waitOr = (promise, signal) => !signal ? promise : Promise.race([promise, new Promise((_, stop) => {
  const end = () => stop(new DOMException('Aborted', 'AbortError'));
  if (signal.aborted) end(); else signal.addEventListener('abort', end, { once: true });
})]);

// Saves go one after another, each on the revision that the one before made.
let queue = Promise.resolve();
let unsaved = 0;
addEventListener('beforeunload', event => { if (unsaved > 0) event.preventDefault(); });

const save = make => {
  unsaved++;
  const done = queue.then(async () => {
    for (let tries = 0; ; tries++) {
      let answer = null;
      try { answer = await make(); } catch { /* The network is gone. */ }
      if (answer && !passing.includes(answer.status)) {
        signedIn();
        if (tries > 0) { hush('unsaved'); if (answer.ok) tell('saved', words['saved-again'], { kind: 'good' }); }
        return answer;
      }
      if (answer?.status === 401) signIn();
      tell('unsaved', words.unsaved, { kind: 'wait' });
      await longer(tries);
    }
  }).finally(() => unsaved--);
  queue = done.catch(() => {});
  return done;
};

// A question as it is answered; null where it has to be asked again.
const answerTo = async (make, signal) => {
  let answer = null;
  try { answer = await make(signal); } catch (error) { if (error?.name === 'AbortError') throw error; }
  if (answer && !passing.includes(answer.status)) return answer;
  if (answer?.status === 401) signIn(); else tell('lost', words.lost, { kind: 'wait' });
  return null;
};

// Questions to the same address that wait for an answer get it in the order in which they were asked: an old one's would
// overwrite a new one's. Asking anew wakes those before.
const lines = new Map();
const ask = async (path, make, signal) => {
  const answer = lines.has(path) ? null : await answerTo(make, signal);
  if (answer) return answer;
  const line = lines.get(path) ?? { length: 0, last: null };
  lines.set(path, line);
  line.length++;
  const turn = line.last;
  const mine = (async () => {
    dispatchEvent(new Event('gf-asked'));
    await turn;
    for (let tries = 0; ; tries++) {
      if (!turn || tries > 0) await longer(tries);
      // Studio has stopped waiting: the last of them goes on, so that the notice goes once there are answers.
      if (signal?.aborted && line.length > 1) return null;
      const got = await answerTo(make, signal?.aborted ? undefined : signal);
      if (got) { hush('lost'); signedIn(); return got; }
    }
  })().finally(() => { if (--line.length === 0) lines.delete(path); });
  line.last = mine.catch(() => {});
  return mine;
};

// What changes something is sent again only where it is certain that it wasn't done: to somebody signed out.
const change = async (make, signal) => {
  for (let tries = 0; ; tries++) {
    const answer = await make(signal);
    if (answer.status !== 401) return answer;
    signIn();
    await longer(tries);
    if (signal?.aborted) return answer;
  }
};

Object.assign(window.grantflow, { save, ask, change, waitOr });
