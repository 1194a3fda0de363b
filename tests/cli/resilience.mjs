// Kaifong under everything that goes wrong around it: the real program, real sockets, real disks.
// Bounded in work; nothing here fails by the clock. KAIFONG names the program.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, openSync, closeSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as broken from './broken.mjs';
import { ask, command, pause, program, readForm, serve, spelled, Visitor, words } from './client.mjs';
import { checkKept, load } from './load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kaifong-'));
const mounts = process.env.KAIFONG_MOUNTS === 'yes';
const secretary = '麦婉仪';
const servers = new Set();
let passed = 0, failed = 0;

const start = async (...given) => { const server = await serve(...given); servers.add(server); return server; };
const stop = async (server, signal = 'SIGTERM') => { servers.delete(server); return server.kill(signal); };
const say = sentence => console.log(`  ${sentence}`);
const must = (fact, sentence) => { if (!fact) throw new Error(sentence); };
const same = (got, want, sentence) => must(Object.is(got, want), `${sentence}: ${got}, should be ${want}`);
const like = (text, pattern, sentence) => must(pattern.test(text), `${sentence}: ${String(text).slice(0, 500)} should match ${pattern}`);
const test = async (name, run) => {
  if (process.argv[2] && !name.startsWith('the demo') && !new RegExp(process.argv[2]).test(name)) return;
  const from = performance.now();
  try {
    await run();
    passed++;
    if (process.env.VERBOSE) say(`${name}: ${Math.round(performance.now() - from)} ms`);
  } catch (e) {
    failed++;
    console.log(`  failed  ${name}\n    ${String(e.stack ?? e).split('\n').slice(0, 8).join('\n    ')}`);
  }
  for (const server of servers) await stop(server, 'SIGKILL');
};

const demo = join(folder, 'demo');
/** A copy of the demo of our own. */
const copy = name => { const to = join(folder, name); cpSync(demo, to, { recursive: true }); return to; };
const doctor = data => {
  const { status, stdout, stderr } = command('doctor', '--data', data, '--json');
  must(status === 0 && JSON.parse(stdout).is_sound, `doctor: ${status} ${stdout} ${stderr}`);
};
/** One kind sentence on stderr, and the right status. */
const refuses = (status, pattern, ...given) => {
  const got = command(...given);
  same(got.status, status, `${given.join(' ')} (${got.stderr})`);
  like(got.stderr, pattern, given.join(' '));
  same(got.stderr.trim().split('\n').filter(l => !l.startsWith('{')).length, 1, `${given.join(' ')} says one sentence: ${got.stderr}`);
};
/** A small disk; without the right to mount, null. */
const disk = (name, size) => {
  const at = join(folder, name);
  mkdirSync(at);
  if (mounts) must(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', at]).status === 0, 'cannot mount');
  return at;
};
const fill = path => {
  const file = openSync(path, 'w'), block = Buffer.alloc(1 << 16);
  try { for (;;) writeSync(file, block); } catch (e) { if (e.code !== 'ENOSPC') throw e; }
  try { for (;;) writeSync(file, block, 0, 1); } catch (e) { if (e.code !== 'ENOSPC') throw e; }
  closeSync(file);
};

await test('the demo is whole or not there', async () => {
  const made = command('demo', '--data', demo, '--people', '2000');
  must(made.status === 0, `demo: ${made.status} ${made.stderr}`);
  doctor(demo);
  refuses(75, /there already/, 'demo', '--data', demo, '--people', '2000');
  const half = join(folder, 'half');
  spawnSync(program, ['demo', '--data', half, '--people', '2000'], { timeout: 400, killSignal: 'SIGKILL' });
  const sign = ['-readonly', join(half, 'kaifong.db'), "SELECT count(*) FROM tenant"];
  if (Number(spawnSync('sqlite3', sign, { encoding: 'utf8' }).stdout) > 0) refuses(75, /a demo that was interrupted/, 'demo', '--data', half, '--people', '2000');
  else same(command('demo', '--data', half, '--people', '2000').status, 0, 'nothing was written yet');
  const empty = join(folder, 'own');
  same(command('tenant', 'add', '440605011020', '灯湖社区', '--data', empty).status, 0, 'tenant add');
  refuses(75, /already/, 'demo', '--data', empty, '--people', '2000');
  same(JSON.parse(command('tenant', 'list', '--data', empty, '--json').stdout.split('\n')[0]).code, '440605011020', 'the own data stay');
});

await test('kill -9 under load loses nothing that was acknowledged', async () => {
  const data = copy('kill');
  for (let round = 0; round < 2; round++) {
    const server = await start(data);
    const work = await load(server.port, { clients: 32, prefix: `杀${spelled(round)}` });
    await work.reach(300);
    await stop(server, 'SIGKILL');
    const kept = await work.ended;
    same(kept.wrong.join('; '), '', 'before the kill every reply was one that a change gets');
    doctor(data);
    const again = await start(data);
    const visitor = await new Visitor(again.port).signIn(secretary);
    same((await checkKept(visitor, kept)).join('; '), '', 'lost');
    await stop(again);
    say(`kill -9 round ${round + 1}: ${kept.residents.length} residents and ${kept.notes.size} notes acknowledged, all there`);
  }
});

await test('a full disk is said, reading goes on, and it recovers by itself', async () => {
  const data = disk('full', '56m');
  cpSync(demo, data, { recursive: true });
  const server = await start(data, mounts ? {} : { before: ['prlimit', `--fsize=${statSync(join(data, 'kaifong.db')).size + 65536}:`, '--'] });
  const english = await new Visitor(server.port, 'en').signIn(secretary);
  const chinese = await new Visitor(server.port, 'zh-CN').signIn(secretary);
  const campaign = /href="(\/screening\/\d+)"/.exec(await english.get('/screening'))[1];
  const card = /href="(\/screening\/\d+\/entries\/\d+)/.exec(await english.get(campaign))[1];
  const resident = (await english.json('/residents')).people.items[0];
  const whole = `/residents/${resident.resident_id}/citizen-id?reason=${encodeURIComponent('核对')}`;
  const before = await english.ask(whole);
  same(before.status, 200, 'a citizen ID is shown whole while its audit row can be written');
  const add = (visitor, name, headers) => visitor.post('/residents', new URLSearchParams({ csrf: visitor.csrf, name, note: '满'.repeat(2000) }), headers);
  if (mounts) fill(join(data, 'filler'));
  /* What is reserved already may be used up first. */
  let reply, added = 0;
  for (let i = 0; i < 3000 && (reply = await add(english, `满${spelled(i)}`)).status === 303; i++) added++;
  const status = mounts ? 507 : 503;
  same(reply.status, mounts ? status : reply.status === 507 ? 507 : 503, `a change on a full disk (after ${added})`);
  if (mounts) {
    like(words(reply.text), /The disk is full: nothing was saved\. What was there is safe and can be read/, 'in English');
    like(words((await add(chinese, '满')).text), /磁盘/, 'in Chinese');
  }
  /* A file that may not grow takes what fits into it; a disk takes nothing. */
  if (!mounts) {
    same(spawnSync('prlimit', [`--pid=${server.child.pid}`, '--fsize=unlimited:']).status, 0, 'prlimit');
    same((await add(english, '又好了')).status, 303, 'after the limit is gone a change works without a hand');
    same((await stop(server)).status, 0, 'it ends well');
    return doctor(data);
  }
  const problem = await add(english, '满', { accept: 'application/json' });
  same(problem.status, reply.status, 'as JSON');
  like(problem.headers['content-type'], /application\/problem\+json/, 'as JSON');
  same(JSON.parse(problem.text).status, reply.status, 'its own status');
  for (const path of ['/', '/residents', `/residents/${resident.resident_id}`, '/screening', campaign, '/places', '/grids', '/search?q=wang', '/imports', '/account', '/residents?format=csv', '/health'])
    for (const visitor of [english, chinese]) {
      const read = await visitor.ask(path);
      must(read.status === 200, `${path} cannot be read on a full disk: ${read.status} ${words(read.text).slice(0, 200)}`);
    }
  same((await english.ask(whole)).status, reply.status, 'a citizen ID stays masked while nobody can write down who saw it');
  const masked = await english.ask(card);
  must(masked.status === 200 || masked.status === reply.status, `the card: ${masked.status}`);
  must(!/\d{17}[\dXx]/.test(words(masked.text)), 'the card shows a citizen ID without an audit row');
  same((await new Visitor(server.port).get('/sign-in')).includes('/sign-in/demo'), true, 'the page to sign in is there');
  const other = command('backup', join(data, 'copy.db'), '--data', data);
  must(other.status !== 0 && !existsSync(join(data, 'copy.db')), `a backup onto a full disk: ${other.status} ${other.stderr}`);
  rmSync(join(data, 'filler'));
  same((await add(english, '又好了')).status, 303, 'after space was freed a change works without a hand');
  same((await english.ask(whole)).status, 200, 'and a citizen ID is shown');
  const list = await english.json(`/search?q=${encodeURIComponent('又好了')}`);
  must(JSON.stringify(list).includes('又好了'), 'what was saved is found');
  same((await stop(server)).status, 0, 'it ends well');
  doctor(data);
});

await test('what is wrong with a folder is one sentence and an honest status', async () => {
  const readOnly = disk('read-only', '48m');
  cpSync(demo, readOnly, { recursive: true });
  if (mounts) must(spawnSync('mount', ['-o', 'remount,ro', readOnly]).status === 0, 'cannot remount');
  else chmodSync(readOnly, 0o500), chmodSync(join(readOnly, 'kaifong.db'), 0o400), chmodSync(join(readOnly, 'kaifong.db.lock'), 0o400);
  if (mounts || process.getuid() !== 0) refuses(74, mounts ? /Read-only file system|read-only/ : /denied|read-only/i, 'serve', '--data', readOnly, '--port', '0');
  refuses(74, /cannot be made|Not a directory/, 'serve', '--data', join(demo, 'kaifong.key', 'x'), '--port', '0');

  const keyless = copy('keyless');
  rmSync(join(keyless, 'kaifong.key'));
  refuses(74, /kaifong\.key/, 'serve', '--data', keyless, '--port', '0');
  must(!existsSync(join(keyless, 'kaifong.key')), 'a key that opens nothing was made');
  const stranger = join(folder, 'stranger');
  same(command('tenant', 'add', '440605011021', '别处', '--data', stranger).status, 0, 'tenant add');
  const wrong = copy('wrong');
  cpSync(join(stranger, 'kaifong.key'), join(wrong, 'kaifong.key'));
  refuses(74, /key/, 'serve', '--data', wrong, '--port', '0');
  cpSync(join(demo, 'kaifong.key'), join(wrong, 'kaifong.key'));
  doctor(wrong);

  const bad = copy('damaged'), database = join(bad, 'kaifong.db'), bytes = readFileSync(database);
  bytes.fill(0x55, 4096 * 3, 4096 * 200);
  writeFileSync(database, bytes);
  const sick = command('doctor', '--data', bad);
  same(sick.status, 74, `doctor of damaged data (${sick.stderr})`);
  same(sick.stderr.trim().split('\n').filter(l => !l.startsWith('{')).length, 1, `one sentence: ${sick.stderr}`);
  writeFileSync(database, 'This was a database once.');
  refuses(74, /cannot be opened as a database/, 'serve', '--data', bad, '--port', '0');

  const newer = copy('newer');
  const sqlite = spawnSync('sqlite3', [join(newer, 'kaifong.db'), "UPDATE migration SET number = number + 1000 WHERE rowid = (SELECT max(rowid) FROM migration)"], { encoding: 'utf8' });
  same(sqlite.status, 0, `sqlite3: ${sqlite.stderr}`);
  refuses(75, /newer kaifong/, 'serve', '--data', newer, '--port', '0');

  const data = copy('taken'), server = await start(data);
  refuses(75, /has .* open/, 'serve', '--data', data, '--port', '0');
  refuses(75, /Port \d+ is taken/, 'serve', '--data', copy('port'), '--port', String(server.port));
  refuses(75, /at work in this folder/, 'restore', join(demo, 'kaifong.db'), '--data', data);
  same((await ask(server.port, '/health')).status, 200, 'the first server goes on');
});

await test('a copy under load is one moment, and comes back whole', async () => {
  const data = copy('busy'), server = await start(data), file = join(folder, 'copy.db');
  const work = await load(server.port, { clients: 16, prefix: '备' });
  await work.reach(100);
  const early = work.snapshot();
  const made = await new Promise(r => { import('node:child_process').then(({ execFile }) => execFile(program, ['backup', file, '--data', data], (error, stdout, stderr) => r({ error, stderr }))); });
  must(!made.error, `backup: ${made.stderr}`);
  await pause(50);
  work.stop();
  const kept = await work.ended;
  same(kept.wrong.join('; '), '', 'load beside a backup');
  refuses(75, /is there already/, 'backup', file, '--data', data);
  await stop(server);
  same(statSync(file).mode & 0o077, 0, 'others can read the copy');
  const back = join(folder, 'back');
  const restored = command('restore', file, '--data', back);
  same(restored.status, 0, `restore: ${restored.stderr}`);
  for (const key of ['kaifong.key', 'kaifong.key.collections']) cpSync(join(data, key), join(back, key));
  doctor(back);
  const again = await start(back), visitor = await new Visitor(again.port).signIn(secretary);
  same((await checkKept(visitor, early)).join('; '), '', 'acknowledged before the copy began, not in it');
  /* Every table of the copy is in the folder row for row. */
  const count = path => spawnSync('sqlite3', ['-readonly', path, "SELECT count(*) FROM resident; SELECT count(*) FROM audit; SELECT count(*) FROM entry;"], { encoding: 'utf8' }).stdout;
  await stop(again);
  const [residents] = count(file).split('\n');
  same(count(join(back, 'kaifong.db')).split('\n')[0], residents, 'residents');
  must(Number(residents) > 2000, `residents in the copy: ${residents}`);
  const over = command('restore', file, '--data', back);
  must(over.status === 0 && existsSync(join(back, 'kaifong.db.before-restore')), 'what was there before a restore is kept');
});

const texts = { en: { damaged: /damaged or incomplete/, locked: /locked with a password/, much: /unpacks to far more/, entities: /XML entities/, none: /not a spreadsheet/, large: /too large: at most 64 MB/ }, 'zh-CN': { damaged: /损坏|不完整/, locked: /密码/, much: /解压|展开/, entities: /实体/, none: /不是.{0,6}表格/, large: /64 MB/ } };

/** What became of an upload: the sentence that the reader finds in the end. */
const outcome = async (visitor, reply) => {
  if (reply.status !== 303) return { status: reply.status, text: words(reply.text) };
  for (let i = 0; i < 600; i++) {
    const page = await visitor.ask(reply.headers.location);
    if (page.status !== 200 || !/data-busy|http-equiv="refresh"|hx-trigger="[^"]*every/.test(page.text)) return { status: page.status, text: words(page.text) };
    await pause(100);
  }
  throw new Error('the list is still being read');
};

await test('bad uploads get a sentence, and the server lives', async () => {
  const server = await start(copy('uploads'));
  const visitors = [await new Visitor(server.port, 'en').signIn(secretary), await new Visitor(server.port, 'zh-CN').signIn(secretary)];
  const least = server.memory();
  writeFileSync(`/proc/${server.child.pid}/clear_refs`, '5'); /* the peak is counted from here */
  const files = [['list.xlsx', broken.truncated(), 'damaged'], ['list.xlsx', broken.locked(), 'locked'], ['list.xlsx', broken.bomb(), 'much'], ['list.xlsx', broken.laughs(), 'entities'], ['list.xlsx', broken.windowsProgram(), 'none']];
  for (const visitor of visitors)
    for (const [name, bytes, kind] of files) {
      const { status, text } = await outcome(visitor, await visitor.upload(name, bytes));
      like(text, texts[visitor.language][kind], `${kind} in ${visitor.language} (${status})`);
      must([200, 400, 413, 415, 422].includes(status), `${kind}: ${status}`);
    }
  const vast = await outcome(visitors[0], await visitors[0].upload('vast.xlsx', broken.vast()));
  like(vast.text, /王桂英|200,000 rows|名|Name/, 'a sheet of every row and column');
  const fine = await outcome(visitors[0], await visitors[0].upload('fine.xlsx', broken.good()));
  same(fine.status, 200, 'a good sheet');
  const peak = server.memory('VmHWM');
  say(`memory: ${least} MB before the uploads, at most ${peak} MB during them`);
  must(peak - least < 100, `the uploads took ${peak - least} MB`);
  same((await ask(server.port, '/health')).status, 200, 'the server lives');
});

/** Sends a body of `size` bytes in pieces and reads what comes back, although it may come early. */
const pour = (port, head, size) => new Promise((done, refused) => {
  const socket = net.connect(port, '127.0.0.1'), piece = Buffer.alloc(1 << 20, 'a');
  let got = '', sent = 0;
  const more = () => { while (sent < size && !socket.destroyed && socket.writable) { sent += piece.length; if (!socket.write(piece)) return; } };
  socket.on('connect', () => { socket.write(head); more(); });
  socket.on('drain', more);
  socket.on('data', d => { got += d; if (got.includes('\r\n\r\n') && /<\/html>/.test(got)) socket.destroy(); });
  socket.on('error', () => {});
  socket.on('close', () => done({ got, sent }));
  socket.setTimeout(60000, () => refused(new Error(`no answer after ${sent} bytes: ${got.slice(0, 200)}`)));
});

await test('requests that cannot be read get a sentence in the language of the reader', async () => {
  const server = await start(copy('requests'));
  for (const language of ['en', 'zh-CN']) {
    const visitor = await new Visitor(server.port, language).signIn(secretary), text = texts[language];
    const cookie = Object.entries(visitor.cookies).map(c => c.join('=')).join('; ');
    const head = `POST /imports HTTP/1.1\r\nHost: localhost:${server.port}\r\nOrigin: http://localhost:${server.port}\r\nAccept: text/html\r\nAccept-Language: ${language}\r\nCookie: ${cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 524288000\r\n\r\n`;
    const least = server.memory();
    const { got } = await pour(server.port, head, 524288000);
    like(got, /^HTTP\/1\.1 413 /, '500 MB');
    like(words(got), text.large, '500 MB');
    must(server.memory('VmHWM') - least < 100, '500 MB were kept in memory');
    const form = 'application/x-www-form-urlencoded';
    for (const [name, statuses, request] of [
      ['wrong content type', [415], () => visitor.post('/residents', '<a/>', { 'content-type': 'application/xml', 'x-csrf-token': visitor.csrf })],
      ['invalid UTF-8 in a form', [400, 422], () => visitor.post('/residents', `csrf=${visitor.csrf}&name=%ff%fe`, { 'content-type': form })],
      ['invalid UTF-8 in the address', [400, 422], () => visitor.ask('/search?q=%ff%fe')],
      ['invalid UTF-8 in JSON', [400, 422], () => visitor.post('/residents', Buffer.from('{"name":"\xff"}', 'latin1'), { 'content-type': 'application/json', 'x-csrf-token': visitor.csrf })],
      ['an unknown parameter', [400, 422], () => visitor.ask('/residents?dance=1')],
      ['an unknown field', [400, 422], () => visitor.post('/residents', `csrf=${visitor.csrf}&name=a&dance=1`)],
      ['a number that is none', [400, 404, 422], () => visitor.ask('/residents/one')],
      ['half a multipart body', [400, 422], () => visitor.post('/imports', '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nabc', { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': visitor.csrf })],
      ['a compressed body', [400, 415], () => visitor.post('/residents', 'abc', { 'content-encoding': 'gzip', 'x-csrf-token': visitor.csrf })],
      ['JSON nested deep', [400, 422], () => visitor.post('/residents', '['.repeat(5000), { 'content-type': 'application/json', 'x-csrf-token': visitor.csrf })],
      ['a form without its token', [403], () => visitor.post('/residents', 'name=a')],
      ['an address that is too long', [404, 414], () => visitor.ask(`/search?q=${'a'.repeat(6000)}`)],
      ['another method', [405], () => visitor.ask('/residents', { method: 'DELETE' })],
    ]) {
      const reply = await request();
      must(statuses.includes(reply.status), `${name}: ${reply.status} ${words(reply.text).slice(0, 300)}`);
      const said = words(reply.text);
      like(said, language === 'en' ? /[A-Z][a-z]+[^.]+\./ : /[\u4e00-\u9fff]{4,}/, name);
      like(reply.headers['content-type'], /text\/html/, name);
    }
  }
  same((await ask(server.port, '/health')).status, 200, 'the server lives');
});

await test('many slow connections, and many clients at once', async () => {
  const server = await start(copy('many'));
  const room = Number(spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout) || 1e6;
  const count = Math.min(10000, room - 600), slow = [];
  const least = server.memory();
  let refused = 0;
  for (let i = 0; i < count; i += 250)
    await Promise.all(Array.from({ length: Math.min(250, count - i) }, (_, j) => new Promise(r => {
      const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (i + j) % 3}` });
      socket.on('connect', () => { socket.write('GET /residents HTTP/1.1\r\nHost: a\r\nX-Slow: '); r(); });
      socket.on('error', () => { refused++; r(); });
      slow.push(socket);
    })));
  same(refused, 0, 'connections refused');
  for (const socket of slow) socket.write('a'.repeat(100));
  const visitor = await new Visitor(server.port).signIn(secretary);
  for (let i = 0; i < 20; i++) await visitor.get('/residents');
  same((await visitor.send('/residents/new', '/residents', { name: '慢' })).status, 303, 'a change beside slow connections');
  const each = (server.memory() - least) * 1024 / count;
  say(`${count} slow connections held (of 10000; the limit of files is ${room}): ${each.toFixed(1)} KB each, requests answered`);
  must(each < 8 + 4, `${each} KB for each slow connection`);
  for (const socket of slow) socket.destroy();
  for (const clients of [128, 256]) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
    const all = await Promise.all(Array.from({ length: clients }, async () => {
      const own = new Visitor(server.port, 'en', agent);
      own.cookies = { ...visitor.cookies };
      const statuses = [];
      for (const path of ['/', '/residents', '/screening', '/search?q=li']) statuses.push((await own.ask(path)).status);
      return statuses;
    }));
    const other = all.flat().filter(s => s !== 200);
    same(other.length, 0, `${clients} clients at once: ${other.slice(0, 5)}`);
    agent.destroy();
  }
});

await test('a session that ends in the middle of a form loses nothing that was typed', async () => {
  const data = copy('typing');
  const server = await start(data);
  const visitor = await new Visitor(server.port, 'zh-CN').signIn(secretary), name = '欧阳小榕', note = '第一行\n第二行 "引号" & <尖>';
  const values = readForm(await visitor.get('/residents/new'), '/residents');
  values.set('name', name);
  values.set('note', note);
  /* Nobody has moved the mouse since the day before yesterday. */
  const idle = spawnSync('sqlite3', [join(data, 'kaifong.db'), 'PRAGMA busy_timeout = 5000; UPDATE session SET seen_at = seen_at - 172800000, ends_at = ends_at - 172800000'], { encoding: 'utf8' });
  same(idle.status, 0, idle.stderr);
  const reply = await visitor.post('/residents', values);
  same(reply.status, 401, 'posted after the session ended');
  const line = reply.text.split('action="/sign-in/demo"').find(f => f.includes(`${secretary}</span></button>`));
  must(line, 'the page offers to sign in');
  const form = new URLSearchParams();
  for (const [, tag] of line.matchAll(/<input\b([^>]*)>/g)) form.set(/name="([^"]*)"/.exec(tag)[1], /value="([^"]*)"/.exec(tag)[1]);
  must(form.get('carried'), 'the form to sign in carries what was typed');
  must(!reply.text.includes('小榕'), 'what was typed is sealed');
  const back = await visitor.post('/sign-in/demo', form);
  same(back.status, 303, 'signed in again');
  like(back.headers.location, /^\/residents\/\d+$/, 'where one arrives');
  const record = await visitor.json(back.headers.location);
  must(JSON.stringify(record).includes(name), 'the resident is there');
  same(readForm(await visitor.get(`${back.headers.location}/edit`), `${back.headers.location}/edit`).get('note').replace(/\r/g, ''), note, 'the note is as typed');
});

await test('a graceful stop fails no request that was accepted', async () => {
  const data = copy('stop'), server = await start(data);
  const work = await load(server.port, { clients: 32, prefix: '停' });
  await work.reach(200);
  const end = await stop(server);
  same(end.status, 0, `it ends well (${end.signal})`);
  const kept = await work.ended;
  same(kept.wrong.join('; '), '', 'replies while stopping');
  doctor(data);
  const again = await start(data), visitor = await new Visitor(again.port).signIn(secretary);
  same((await checkKept(visitor, kept)).join('; '), '', 'lost');
  /* A request that was cut off without a reply was one that had not begun: nothing of it was done. */
  const undone = [];
  for (const name of kept.unanswered) if (JSON.stringify(await visitor.json(`/search?q=${encodeURIComponent(name)}`)).includes(`"name":"${name}"`)) undone.push(name);
  same(undone.join('; '), '', 'done, but not answered');
  say(`graceful stop: ${kept.residents.length} residents and ${kept.notes.size} notes acknowledged, ${kept.unanswered.length} requests came too late`);
});

await test('the first reply and the memory of a server at rest', async () => {
  const from = performance.now(), server = await start(copy('rest'));
  await ask(server.port, '/sign-in');
  const first = performance.now() - from;
  await pause(300);
  say(`first page ${first.toFixed(0)} ms after the start (with the copying of the demo), listening after ${server.milliseconds.toFixed(0)} ms; ${server.memory()} MB at rest`);
  must(server.memory() < 400, 'memory at rest');
  same((await stop(server)).status, 0, 'it ends well');
});

if (mounts) for (const name of ['full', 'read-only']) spawnSync('umount', [join(folder, name)]);
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
