// Load of changes whose acknowledgement is remembered: new residents, and notes on them.
import http from 'node:http';
import { pause, readForm, spelled, Visitor, words } from './client.mjs';

const sessions = 4;

/**
 * Lets `clients` write as fast as they are answered until the server goes away or stop() is called.
 * `ended` resolves to what was acknowledged: `residents` [{ path, name }], `notes` path → { acknowledged, tried },
 * `unanswered` names of residents whose reply never came, `wrong` replies that no change should get.
 */
export const load = async (port, { clients, prefix }) => {
  const kept = { residents: [], notes: new Map(), unanswered: [], wrong: [] };
  let stopped = false, changes = 0;
  const signedIn = [];
  for (let i = 0; i < sessions; i++) signedIn.push(await new Visitor(port).signIn('麦婉仪'));
  const client = async number => {
    const visitor = new Visitor(port, 'en', new http.Agent({ keepAlive: true, maxSockets: 1 })), own = signedIn[number % signedIn.length];
    Object.assign(visitor, { cookies: { ...own.cookies }, csrf: own.csrf });
    for (let i = 0; !stopped; i++) {
      const name = `${prefix}${spelled(number)}之${spelled(i)}`;
      try {
        const reply = await visitor.post('/residents', new URLSearchParams({ csrf: visitor.csrf, name, note: `${name}，新` }));
        if (reply.status !== 303) { kept.wrong.push(`${reply.status} ${name} ${words(reply.text).slice(0, 300)}`); return; }
        const path = reply.headers.location;
        kept.residents.push({ path, name });
        kept.notes.set(path, { acknowledged: `${name}，新`, tried: null });
        changes++;
      } catch { kept.unanswered.push(name); return; }
      const { path } = kept.residents.findLast(r => r.name === name), note = kept.notes.get(path);
      try {
        const values = readForm(await visitor.get(`${path}/edit`), `${path}/edit`);
        note.tried = `${name}，改`;
        values.set('note', note.tried);
        const reply = await visitor.post(values.action, values);
        if (reply.status !== 303) { kept.wrong.push(`${reply.status} ${path}/edit ${words(reply.text).slice(0, 300)}`); return; }
        Object.assign(note, { acknowledged: note.tried, tried: null });
        changes++;
      } catch (e) { if (e.code === undefined) kept.wrong.push(e.message); return; }
    }
  };
  let working = clients;
  const ended = Promise.all(Array.from({ length: clients }, (_, i) => client(i).finally(() => { working--; }))).then(() => kept);
  return {
    ended,
    acknowledged: () => changes,
    /** Until so many changes are acknowledged; fails when nobody is left to make them. */
    reach: async count => {
      while (changes < count) {
        if (working === 0) throw new Error(`all clients have ended after ${changes} changes: ${kept.wrong.slice(0, 3).join('; ') || 'no reply'}`);
        await pause(5);
      }
    },
    stop: () => { stopped = true; },
    snapshot: () => ({ residents: [...kept.residents], notes: new Map([...kept.notes].map(([p, n]) => [p, { ...n, tried: `${n.acknowledged.split('，')[0]}，改` }])) }),
  };
};

/** What of it is not there any more, as sentences. */
export const checkKept = async (visitor, kept) => {
  const lost = [], residents = [...kept.residents];
  const look = async () => {
    for (let one; (one = residents.pop());) {
      const reply = await visitor.ask(`${one.path}/edit`);
      if (reply.status !== 200) { lost.push(`${one.path} ${one.name}: ${reply.status}`); continue; }
      const values = readForm(reply.text, `${one.path}/edit`), { acknowledged, tried } = kept.notes.get(one.path);
      if (values.get('name') !== one.name) lost.push(`${one.path}: the name is ${values.get('name')}`);
      if (values.get('note') !== acknowledged && values.get('note') !== tried) lost.push(`${one.path}: the note is ${values.get('note')}, not ${acknowledged}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, look));
  return lost;
};
