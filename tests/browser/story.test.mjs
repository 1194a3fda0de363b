// From a messy spreadsheet to the evening report, as people do it: the secretary at a desk, the grid
// workers on their phones, with and without scripts. Every step reads what the page says, as a person
// would; figures are compared with the list, and what is downloaded with what was on the screen.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { desktop, newPage, overflow, people, phone, picture, program, signIn, suite } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'kaifong-story-'));
const kaifong = (...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
const cells = file => JSON.parse(kaifong('sheet', file, '--json'));
const equal = (is, should, what) => { if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`); };
const has = (text, part, what) => { if (!text.includes(part)) throw new Error(`${what}: no “${part}” in “${text.slice(0, 300)}”`); };

/** WCAG 2.2 AA, and nothing to scroll sideways. */
const check = async (page, name) => {
  const wide = await overflow(page);
  if (wide > 0) throw new Error(`${name} is ${wide} px too wide`);
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 200)} (${v.nodes[0].failureSummary.split('\n')[1]?.trim()})`);
  });
  if (found.length) throw new Error(`${name}: ${found.join('\n    ')}`);
};
const look = async (page, name) => { await picture(page, `story-${name}`); await check(page, name); };
const press = (page, selector) => Promise.all([page.waitForEvent('load'), page.locator(selector).first().click()]);
const download = async (page, act) => {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
};
const numberIn = text => Number(/[\d,]+/.exec(text)[0].replaceAll(',', ''));

await suite(async t => {
  const list = join(folder, '返桂人员名单.xlsx');
  kaifong('demo', '--data', join(folder, 'none'), '--list', list);
  const secretary = await newPage(t, { viewport: desktop });
  secretary.setDefaultTimeout(8000);
  let batch = '', campaign = '';

  await t.test('the secretary brings in a messy list and corrects a guess', async () => {
    const page = secretary;
    await page.goto(`${t.address}/imports`);
    await look(page, 'import-start');
    await page.setInputFiles('#file', list);
    await press(page, 'form[enctype] .btn.go');
    batch = new URL(page.url()).pathname;
    await look(page, 'import-columns');
    const guesses = await page.locator('select[name=column]').evaluateAll(all => all.map(s => s.selectedOptions[0].textContent.trim()));
    if (!guesses.some(g => g.includes('姓名')) || !guesses.some(g => /电话/.test(g))) throw new Error(`guesses: ${guesses.join(', ')}`);
    // Somebody takes the column of names for something else, looks, is told, and puts it right.
    const nameAt = guesses.findIndex(g => g.includes('姓名'));
    const select = page.locator('select[name=column]').nth(nameAt);
    const right = await select.inputValue();
    await select.selectOption({ index: 0 });
    await press(page, 'button[value=look]');
    await page.waitForSelector('.note.warn');
    await look(page, 'import-no-names');
    await select.selectOption(right);
    // Where people come back from is nothing for the register.
    await page.locator('select[name=column]').nth(7).selectOption({ index: 0 });
    await press(page, 'button[value=check]');
    await page.waitForSelector('.tiles', { timeout: 60000 });
    await look(page, 'import-review');
  });

  await t.test('faulty rows come back with their reasons, in the layout of the list', async () => {
    const page = secretary;
    const wrong = numberIn(await page.locator('.tile', { has: page.locator('a[href$="/wrong"]') }).locator('.v').innerText());
    const file = await download(page, () => page.locator('.tiles a[href$="/wrong"]').click());
    const rows = cells(file), head = rows.findIndex(r => r.includes('姓名'));
    equal(rows.length - head - 1, wrong, 'rows that came back');
    for (const title of ['序号', '身份证号', '联系电话', '现住址']) has(rows[head].join(' '), title, 'the headings');
    for (const row of rows.slice(head + 1)) if (!/^[A-Z]+\d+: .{4,}/.test(row[rows[head].length - 1])) throw new Error(`no reason: ${row}`);
  });

  await t.test('likely ones are decided side by side', async () => {
    const page = secretary;
    await page.locator('a[href*="show=likely"], a[href*="show=open"]').first().click();
    await page.waitForLoadState();
    await look(page, 'import-likely');
    await page.locator('#rows tbody th a').first().click();
    await page.waitForLoadState();
    await look(page, 'import-row');
    const name = await page.locator('h1').innerText();
    await press(page, 'button[value=use]');
    if (await page.locator('h1').innerText() === name && !page.url().includes('#rows')) throw new Error('the next one did not come');
    await page.goto(`${t.address}${batch}?show=likely#rows`);
    if (await page.locator('form[action$=decide-all] button[value=use]').count()) await press(page, 'form[action$=decide-all] button[value=use]');
  });

  await t.test('the list is taken into the register in one switch', async () => {
    const page = secretary;
    await page.goto(t.address + batch);
    const sum = await page.locator('#h-confirm').locator('xpath=ancestor::section').locator('p').first().innerText();
    const promised = numberIn(await page.locator('form[action$="/apply"] button').innerText());
    await press(page, 'form[action$=apply] button');
    await page.waitForSelector('#h-result', { timeout: 60000 });
    await look(page, 'import-done');
    const said = await page.locator('.note.ok').innerText();
    const [added, changed] = said.match(/\d+/g).map(Number);
    const [add, use] = sum.match(/\d+/g).map(Number);
    equal(add + use, promised, 'the button');
    equal(added, add, 'added as promised');
    if (changed > use) throw new Error(`${changed} changed of ${use}`);
  });

  await t.test('a campaign from the list, split with equal load', async () => {
    const page = secretary;
    await page.goto(`${t.address}/screening/new?batch=${batch.split('/').pop()}`);
    await look(page, 'campaign-new');
    await page.locator('[name=title]').fill('清明返桂排查');
    await page.locator('[name=purpose]').fill('了解返桂人员的健康和需要');
    await press(page, '#main form .btn.go');
    if (!/\/screening\/\d+/.test(page.url())) throw new Error((await page.locator('#main').innerText()).slice(0, 500));
    campaign = /\/screening\/\d+/.exec(page.url())[0];
    if (!page.url().includes('/workers')) await page.goto(`${t.address}${campaign}/workers`);
    await look(page, 'campaign-divide');
    const more = page.locator('form[action$=workers] details:not([open]) summary');
    if (await more.count()) await more.first().click();
    for (const name of [people.gridWorker, '区慧玲', '陈嘉怡']) {
      const label = page.locator('form[action$=workers] label', { hasText: name });
      if (await label.count()) await page.locator(`#${await label.first().getAttribute('for')}`).check({ force: true });
    }
    if (await page.locator('input[name=account]:checked').count() < 2) {
      for (const box of (await page.locator('input[name=account]').all()).slice(0, 4)) await box.check({ force: true });
    }
    await press(page, 'form[action$=workers] .btn.go');
    await page.goto(`${t.address}${campaign}/workers`);
    await look(page, 'campaign-divided');
    const loads = (await page.locator('#h-load').locator('xpath=ancestor::section').locator('tbody tr').allInnerTexts()).map(r => Number(/\/(\d+)/.exec(r)?.[1] ?? 0)).filter(n => n > 0);
    if (loads.length < 2 || Math.max(...loads) > Math.min(...loads) * 1.15 + 8) throw new Error(`loads ${loads}`);
  });

  await t.test('every figure adds up to the list and opens its own', async () => {
    const page = secretary;
    await page.goto(t.address + campaign);
    await look(page, 'campaign-fresh');
    const all = numberIn(await page.locator('.page-head p').innerText());
    const legend = await page.locator('.legend a').evaluateAll(as => as.map(a => [a.textContent, a.getAttribute('href')]));
    equal(legend.reduce((sum, [text]) => sum + Number(/\d+$/.exec(text.trim())[0]), 0), all, 'the legend');
    const sums = await page.locator('section[aria-labelledby=h-grid] tbody tr td:nth-child(3) .dim').allTextContents();
    equal(sums.reduce((sum, text) => sum + Number(text.split('/')[1]), 0), all, 'the grids');
    for (const [text, url] of legend.slice(0, 6)) {
      await page.goto(t.address + url);
      const count = Number(/\d+$/.exec(text.trim())[0]);
      equal(numberIn((await page.locator('#h-list').innerText()).replace(/^[^\d]*·?/, '')), count, `the list behind ${text}`);
    }
  });

  await t.test('the secretary gives single people to somebody else by hand', async () => {
    const page = secretary;
    await page.goto(`${t.address}${campaign}?status=all`);
    const others = await page.locator('#fw option').evaluateAll((all, name) => all.filter(o => o.value && !o.textContent.includes(name)).map(o => o.value), people.gridWorker);
    await page.goto(`${t.address}${campaign}?status=all&account=${others[0]}`);
    const row = page.locator('#list tbody tr').first();
    const name = (await row.locator('th a').innerText()).trim();
    await row.locator('input[type=checkbox]').check();
    await page.locator('#to').selectOption(await page.locator('#to option', { hasText: people.gridWorker }).first().getAttribute('value'));
    await press(page, 'form[action$=assign] button');
    await page.goto(`${t.address}${campaign}?status=all&search=${encodeURIComponent(name)}`);
    has(await page.locator('#list tbody').innerText(), people.gridWorker, name);
  });

  const worker = await newPage(t, { viewport: phone, role: 'gridWorker' });
  worker.setDefaultTimeout(8000);
  await t.test('a grid worker on a phone follows the script and the next one comes', async () => {
    const page = worker;
    await page.goto(`${t.address}${campaign}/mine`);
    await look(page, 'mine-phone');
    await page.locator('.page-head .btn.go').click();
    await page.waitForLoadState();
    await look(page, 'card-phone');
    await page.reload(); // axe leaves empty style attributes, which a swap would set again
    const before = await page.locator('#card .lead').innerText();
    if (!/^tel:\+?\d{5,}$/.test(await page.locator('a[href^="tel:"]').first().getAttribute('href'))) throw new Error('no call with one tap');
    await page.locator('input[name=result][value=reached]').check({ force: true });
    for (const set of await page.locator('fieldset:has(input[name^=answer_])').all()) await set.locator('input').nth(1).check({ force: true });
    await page.locator('#m').fill('三代同住，孩子在灯湖小学');
    await page.locator('#card form.stack .btn.go').click();
    await page.waitForFunction(name => document.querySelector('#card .lead')?.textContent !== name, before);
    const second = await page.locator('#card .lead').innerText();
    await page.locator('form:has(input[value=no_answer][type=hidden]) button').click();
    await page.waitForFunction(name => document.querySelector('#card .lead')?.textContent !== name, second);
  });

  await t.test('the same without a script', async () => {
    const page = await newPage(t, { viewport: phone, role: 'gridWorker', javaScript: false });
    await page.goto(`${t.address}${campaign}/mine`);
    await page.locator('.page-head .btn.go').click();
    const before = await page.locator('#card .lead').innerText();
    await page.locator('input[name=result][value=reached]').check({ force: true });
    await page.locator('#card form.stack .btn.go').click();
    const after = await page.locator('#card .lead').innerText();
    if (before === after) throw new Error('the next one did not come');
    await page.context().close();
  });

  await t.test('two people on one entry: nothing is overwritten, nothing is lost', async () => {
    await worker.goto(`${t.address}${campaign}/mine`);
    const path = await worker.locator('#card ul a').nth(3).getAttribute('href');
    await worker.goto(t.address + path);
    await secretary.goto(t.address + path);
    await check(secretary, 'card-held');
    await secretary.goto(t.address + path);
    await worker.locator('input[name=result][value=reached]').check({ force: true });
    await Promise.all([worker.waitForResponse(r => r.request().method() === 'POST'), worker.locator('#card form.stack .btn.go').click()]);
    await secretary.locator('#m').fill('他说下周才回来');
    await secretary.locator('input[name=result][value=needs_visit]').check({ force: true });
    await secretary.locator('#card form.stack .btn.go').click();
    await secretary.waitForSelector('[role=alert]');
    await look(secretary, 'conflict');
    equal(await secretary.locator('#m').inputValue(), '他说下周才回来', 'what was typed');
    await secretary.locator('button[name=keep_both]').click();
    await secretary.waitForSelector('[role=alert]', { state: 'detached' });
    await secretary.goto(t.address + path);
    const history = await secretary.locator('#card details').first().textContent();
    has(history, people.gridWorker, 'the first record');
    has(history, '他说下周才回来', 'the second record');
  });

  await t.test('a session that ends in the middle of a form loses nothing', async () => {
    const page = await newPage(t, { viewport: phone, role: 'gridWorker' });
    await page.goto(`${t.address}${campaign}/mine`);
    await page.locator('#card ul a').nth(5).click();
    await page.waitForLoadState();
    const name = await page.locator('#card .lead').innerText(), path = new URL(page.url()).pathname;
    await page.locator('input[name=result][value=reached]').check({ force: true });
    await page.locator('#m').fill('打字打到一半，登录过期');
    execFileSync('sqlite3', [join(t.data, 'kaifong.db'), 'PRAGMA busy_timeout = 5000; UPDATE session SET ends_at = 1;']);
    await page.locator('#card form.stack .btn.go').click();
    await page.waitForSelector('input[type=password]');
    has(await page.locator('#main').innerText(), '内容还在', 'what is said of the form');
    await look(page, 'session-ended');
    // What was typed stands in the page; whoever signs in goes on with it.
    await page.locator('li', { hasText: people.gridWorker }).locator('button').click();
    await page.waitForLoadState();
    const body = await page.locator('body').innerText() + await page.locator('textarea').evaluateAll(all => all.map(a => a.value).join());
    await picture(page, 'story-session-again');
    await page.goto(t.address + path);
    if (!body.includes('打字打到一半，登录过期') && !(await page.locator('#card').innerText()).includes(name)) throw new Error(`what was typed is gone: ${page.url()}`);
    const history = await page.locator('#card details').first().textContent();
    has(history, '打字打到一半，登录过期', 'what was typed is recorded');
    await page.context().close();
    await signIn(secretary, t.address, 'secretary');
    await signIn(worker, t.address, 'gridWorker');
  });

  await t.test('the evening sheet as Excel, CSV, print and JSON', async () => {
    const page = secretary;
    await page.goto(`${t.address}${campaign}/export`);
    await look(page, 'export');
    const withIds = page.locator('#ei');
    if (await withIds.count()) await page.locator('#ei').check({ force: true });
    if (!await page.locator('#er').inputValue()) await page.locator('#er').fill('桂城街道办');
    if (!await page.locator('#ep').inputValue()) await page.locator('#ep').fill('每晚报送');
    const file = await download(page, () => page.locator('#main form .btn.go').click());
    const rows = cells(file);
    const head = rows.findIndex(r => r.includes('姓名'));
    const at = title => rows[head].findIndex(c => c.includes(title));
    const body = rows.slice(head + 1).filter(r => /^\d+$/.test(r[0]));
    await page.goto(t.address + campaign);
    equal(body.length, numberIn(await page.locator('.page-head p').innerText()), 'rows of the sheet');
    const phones = body.map(r => r[at('电话')]).filter(Boolean), ids = body.map(r => r[at('身份证')]).filter(Boolean);
    if (!phones.length || phones.some(p => !/^[\d\- ;；、/*+]+$/.test(p) || /E\+/.test(p))) throw new Error(`phones ${phones.slice(0, 3)}`);
    if (!ids.length || ids.some(i => /E\+/.test(i))) throw new Error(`ids ${ids.slice(0, 3)}`);
    // Text cells: in the sheet's own markup no id and no phone is a number.
    const raw = execFileSync('sh', ['-c', `unzip -p "${file}" xl/worksheets/sheet1.xml`], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (/<c [^>]*><v>\d{11,18}<\/v>/.test(raw.replace(/<c [^>]*t="s"[^>]*>.*?<\/c>/g, ''))) throw new Error('an id or a phone is a number');
    await page.goto(`${t.address}${campaign}/export`);
    await page.locator('#x2').check({ force: true });
    if (!await page.locator('#er').inputValue()) await page.locator('#er').fill('桂城街道办');
    if (!await page.locator('#ep').inputValue()) await page.locator('#ep').fill('每晚报送');
    const csv = readFileSync(await download(page, () => page.locator('#main form .btn.go').click()), 'utf8');
    has(csv, '姓名', 'the CSV');
    const json = await page.evaluate(async path => (await fetch(path, { headers: { Accept: 'application/json' } })).json(), campaign);
    if (JSON.stringify(json).length < 200) throw new Error('the JSON says nothing');
    await page.goto(`${t.address}${campaign}/sheet?recipient=${encodeURIComponent('桂城街道办')}&purpose=${encodeURIComponent('每晚报送')}&as=print`);
    equal(await page.locator('tbody tr').count(), body.length, 'rows to print');
    await picture(page, 'story-sheet', false);
  });

  await t.test('one box finds by characters, pinyin, initials, room and tail of the phone', async () => {
    const page = await newPage(t, { viewport: desktop });
    await page.goto(`${t.address}/residents`);
    const row = page.locator('tbody tr', { hasText: /\d{4}\s*$/ }).first();
    const tail = /(\d{4})$/.exec((await row.innerText()).trim())[1];
    const name = (await row.locator('th a').innerText()).trim();
    const find = async q => {
      await page.locator('#q').fill(q);
      await page.locator('#q').press('Enter');
      await page.waitForURL(u => u.pathname === '/search' && u.searchParams.get('q') === q);
      return page.locator('#main').innerText();
    };
    has(await find(name), name, 'characters');
    has(await find(tail), name.slice(0, 1), 'tail of the phone');
    has(await find('wanggui'), '王', 'pinyin');
    has(await find('wgy'), '王', 'initials');
    for (const surname of ['shan', 'dan']) if ((await find(surname)).includes('没有找到')) throw new Error(`${surname}: nobody`);
    has(await find('3-2-1303'), '1303', 'room');
    has(await find('3栋1303'), '1303', 'room in words');
    has(await find('zzqqxx'), '没有找到', 'nothing found');
    await look(page, 'search-nothing');
  });

  await t.test('an import is undone; what others changed since stays and is listed', async () => {
    const page = secretary;
    await page.goto(t.address + batch);
    await press(page, 'form[action$=undo] button');
    await page.waitForFunction(() => document.body.innerText.includes('已撤销'), null, { timeout: 60000 });
    await look(page, 'import-undone');
  });

  await t.test('with the keyboard alone: from the first page to an outcome', async () => {
    const page = await newPage(t, { viewport: desktop, role: 'gridWorker' });
    await page.goto(`${t.address}${campaign}/mine`);
    const to = async (test, limit = 120) => {
      for (let i = 0; i < limit; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(test)) return;
      }
      throw new Error(`the keyboard does not come to ${test}`);
    };
    await to(() => document.activeElement.matches('a.go'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#card .lead');
    const name = await page.locator('#card .lead').innerText();
    await to(() => document.activeElement.matches('input[name=result]'));
    await page.keyboard.press('Space');
    await to(() => document.activeElement.matches('#card form .btn.go'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(n => document.querySelector('#card .lead')?.textContent !== n, name);
    await page.context().close();
  });

  for (const [name, change] of [['dark', { colorScheme: 'dark' }], ['contrast', { contrast: 'more' }], ['forced', { forcedColors: 'active' }]]) {
    await t.test(`${name}: a few pages`, async () => {
      await worker.emulateMedia(change);
      for (const path of ['/', campaign, `${campaign}/mine`, '/residents']) {
        await worker.goto(t.address + path);
        await look(worker, `${name}${path.replaceAll('/', '-')}`);
      }
      await worker.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' });
    });
  }

  await t.test('account forms', async () => {
    const page = secretary;
    for (const path of ['/accounts/new', '/accounts', '/account', '/audit', '/residents/new', '/firms', '/search']) {
      const reply = await page.goto(t.address + path);
      if (!reply.ok()) throw new Error(`${path} answers ${reply.status()}`);
      await look(page, path.slice(1).replaceAll('/', '-'));
    }
  });
});
