// What the browser tests share: a demo of their own, a running program, Debian's Chromium.
//
//   import { suite } from './harness.mjs';
//   await suite(async t => { await t.test('name', async () => { ... }); });
//
// The last line printed is "N passed, N failed, N skipped".
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

export const program = process.env.KAIFONG ?? 'build/kaifong';
export const pictures = process.env.KAIFONG_PICTURES ?? 'build/pictures';
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** The demo takes seconds to load, so it is loaded once a build and copied for each suite. */
const demoFolder = () => {
  const folder = join(dirname(program), 'demo'); // beside its program: builds of their own never load over each other
  const newer = execFileSync('sh', ['-c', `[ "${folder}/kaifong.db" -nt "${program}" ] && echo yes || echo no`], { encoding: 'utf8' });
  if (newer.trim() === 'yes') return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync(program, ['demo', '--data', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
};

export const start = async () => {
  const data = mkdtempSync(join(tmpdir(), 'kaifong-'));
  cpSync(demoFolder(), data, { recursive: true });
  const server = spawn(program, ['serve', '--data', data, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const address = await new Promise((resolve, reject) => {
    server.stderr.on('data', d => {
      log += d;
      const found = /http:\/\/[^\s/]+/.exec(log);
      if (found) resolve(found[0]);
    });
    server.on('exit', code => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  const stop = async () => {
    const ended = new Promise(r => server.on('exit', r));
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { address, data, stop, log: () => log, server };
};

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** People of the demo, by what they are. */
export const people = { secretary: '麦婉仪', gridWorker: '梁志伟', viewer: '林淑琴', otherSecretary: '欧阳军' };

/** Signs in as somebody of the demo by the button that the sign-in page shows on loopback. */
export const signIn = async (page, address, role = 'secretary') => {
  await page.goto(`${address}/sign-in`);
  await page.locator('li', { hasText: people[role] }).locator('button').click();
  await page.waitForURL(u => !u.pathname.startsWith('/sign-in'));
};

/** A page of its own context; problems of scripts and of the Content-Security-Policy fail the test. */
export const newPage = async (t, { viewport = desktop, language = 'zh-CN', role = 'secretary', touch = viewport.width < 700, javaScript = true } = {}) => {
  const context = await t.browser.newContext({ viewport, locale: language, hasTouch: touch, isMobile: touch, deviceScaleFactor: touch ? 2 : 1, javaScriptEnabled: javaScript });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  page.on('pageerror', e => t.problems.push(`script: ${e.message}`));
  page.on('console', m => { if (/Content.Security.Policy|Refused to/i.test(m.text())) t.problems.push(`${m.text().slice(0, 200)} at ${JSON.stringify(m.location())} on ${page.url()}`); });
  if (role) await signIn(page, t.address, role);
  return page;
};

export const picture = async (page, name, fullPage = true) => {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
};

/** No page scrolls sideways. */
export const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export const suite = async work => {
  let passed = 0, failed = 0;
  const server = await start();
  const browser = await launch();
  const t = {
    ...server, browser, problems: [],
    test: async (name, run) => {
      if (t.stopped) return; // KAIFONG_STOP: what comes after a failure says nothing new
      t.problems.length = 0;
      try {
        await run();
        if (t.problems.length) throw new Error([...new Set(t.problems)].join('; '));
        passed++;
      } catch (e) {
        failed++;
        if (process.env.KAIFONG_STOP) t.stopped = true;
        console.log(`  failed  ${name}\n    ${String(e.stack ?? e).split('\n').slice(0, 12).join('\n    ')}`);
      }
    },
  };
  try {
    await work(t);
  } catch (e) {
    failed++;
    console.log(`  failed  the suite itself: ${e.stack}`);
  }
  await browser.close();
  await server.stop();
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  process.exit(failed ? 1 : 0);
};
