// A client for tests of the whole program: starts `kaifong serve`, signs people of the demo in, posts forms.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { resolve } from 'node:path';

export const program = resolve(process.env.KAIFONG ?? 'build/kaifong');
export const pause = milliseconds => new Promise(r => setTimeout(r, milliseconds));

/** Runs a command of the program to its end. */
export const command = (...words) => {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: command.patience, env: { ...process.env, LC_ALL: 'C.UTF-8', ...command.environment } });
  return { status, stdout, stderr };
};
command.environment = {};
command.patience = 60000; /* of a command that should have ended, and serves instead */

/** A server on the folder. `before` are words to run it with, such as `prlimit`. */
export const serve = (data, { words = [], before = [] } = {}) => new Promise((found, refused) => {
  const [name, ...rest] = [...before, program, 'serve', '--data', data, '--port', '0', ...words];
  const started = performance.now();
  const child = spawn(name, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  const server = { child, log: '', ended: new Promise(r => child.on('exit', (status, signal) => r({ status, signal }))) };
  server.kill = async signal => { child.kill(signal); return server.ended; };
  server.memory = (name = 'VmRSS') => {
    const line = readFileSync(`/proc/${child.pid}/status`, 'utf8').split('\n').find(l => l.startsWith(`${name}:`));
    return Math.round(Number(line.split(/\s+/)[1]) / 1024);
  };
  child.stderr.on('data', bytes => {
    server.log += bytes;
    const address = /http:\/\/[^:]+:(\d+)\n/.exec(server.log);
    if (address && !server.port) {
      server.port = Number(address[1]);
      server.milliseconds = performance.now() - started;
      found(server);
    }
  });
  child.on('exit', status => refused(new Error(`the server ended with ${status}: ${server.log}`)));
});

/** One request; resolves to { status, headers, text } or rejects when the connection breaks. */
export const ask = (port, path, { method = 'GET', headers = {}, body, agent } = {}) => new Promise((done, broken) => {
  const request = http.request({ port, path, method, headers: { ...headers, ...(body == null ? {} : { 'content-length': Buffer.byteLength(body) }) }, agent, setHost: true }, response => {
    const parts = [];
    response.on('data', d => parts.push(d));
    response.on('error', broken);
    response.on('aborted', () => broken(new Error('the reply was cut off')));
    response.on('end', () => done({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
  });
  request.on('error', broken);
  request.setTimeout(30000, () => request.destroy(new Error('no reply in half a minute')));
  request.end(body);
});

/** A number in letters that may stand in a name. */
export const spelled = number => String(number).replace(/\d/g, d => '零一二三四五六七八九'[d]);

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const unescape = text => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]);

/** The values of the form that posts to `action`, as a browser would send them untouched. */
export const readForm = (page, action) => {
  for (const [form] of page.matchAll(/<form\b[^]*?<\/form>/g)) {
    const to = /method="post" action="([^"?]*)/.exec(form);
    if (to?.[1] !== action) continue;
    const values = new URLSearchParams();
    values.action = unescape(/action="([^"]*)"/.exec(form)[1]);
    for (const [, tag] of form.matchAll(/<input\b([^>]*)>/g)) {
      const name = /\bname="([^"]*)"/.exec(tag)?.[1], type = /\btype="([^"]*)"/.exec(tag)?.[1];
      if (!name || (/radio|checkbox/.test(type) && !/\bchecked\b/.test(tag))) continue;
      values.append(name, unescape(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ''));
    }
    for (const [, name, options] of form.matchAll(/<select\b[^>]*\bname="([^"]*)"[^>]*>([^]*?)<\/select>/g))
      values.append(name, unescape(/<option value="([^"]*)"[^>]*\bselected\b/.exec(options)?.[1] ?? ''));
    for (const [, name, text] of form.matchAll(/<textarea\b[^>]*\bname="([^"]*)"[^>]*>\n?([^]*?)<\/textarea>/g))
      values.append(name, unescape(text));
    return values;
  }
  return null;
};

/** What the main part of a page says, without its markup. */
export const words = page => unescape((/<main[^]*<\/main>/.exec(page)?.[0] ?? page).replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));

/** Somebody with a browser: cookies, a language, a token against forgery. */
export class Visitor {
  constructor(port, language = 'en', agent = new http.Agent({ keepAlive: true })) {
    Object.assign(this, { port, language, agent, cookies: {} });
  }
  async ask(path, options = {}) {
    const headers = { 'accept-language': this.language, accept: 'text/html', cookie: Object.entries(this.cookies).map(c => c.join('=')).join('; '), ...options.headers };
    const reply = await ask(this.port, path, { agent: this.agent, ...options, headers });
    for (const cookie of reply.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.cookies[name] = value;
    }
    return reply;
  }
  async get(path) {
    const reply = await this.ask(path);
    if (reply.status !== 200) throw new Error(`GET ${path} answers ${reply.status}: ${words(reply.text).slice(0, 300)}`);
    return reply.text;
  }
  json(path) { return this.ask(path, { headers: { accept: 'application/json' } }).then(r => JSON.parse(r.text)); }
  post(path, values, headers = {}) {
    return this.ask(path, { method: 'POST', body: Buffer.isBuffer(values) ? values : String(values), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: `http://localhost:${this.port}`, ...headers } });
  }
  /** Fills and posts a form of a page. */
  async send(page, action, changes) {
    const values = readForm(await this.get(page), action);
    if (!values) throw new Error(`${page} has no form for ${action}`);
    for (const [name, value] of Object.entries(changes)) values.set(name, value);
    return this.post(values.action, values);
  }
  async signIn(name) {
    const page = await this.get('/sign-in');
    const line = page.split('action="/sign-in/demo"').find(f => f.includes(`${name}</span></button>`));
    const value = field => new RegExp(`name="${field}" value="([^"]*)"`).exec(line)[1];
    const reply = await this.post('/sign-in/demo', new URLSearchParams({ csrf: value('csrf'), account: value('account'), next: '/' }));
    if (reply.status !== 303) throw new Error(`${name} cannot sign in: ${reply.status}`);
    this.csrf = readForm(await this.get('/residents/new'), '/residents').get('csrf');
    return this;
  }
  /** A file sent to /imports the way a browser does; the page that is shown in the end. */
  async upload(name, bytes, { type = 'application/octet-stream', onto = '/imports' } = {}) {
    const edge = `----kaifong${Math.random().toString(36).slice(2)}`;
    const part = (field, value) => `--${edge}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`;
    const body = Buffer.concat([
      Buffer.from(`${part('csrf', this.csrf)}${part('purpose', 'register')}--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
      bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
    return this.ask(onto, { method: 'POST', body, headers: { 'content-type': `multipart/form-data; boundary=${edge}`, origin: `http://localhost:${this.port}` } });
  }
}
