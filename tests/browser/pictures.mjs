// The pictures of the README, from the demo: node tests/browser/pictures.mjs
// Needs ImageMagick's convert, which brings them to a palette and so below 250 KB.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { desktop, launch, newPage, phone, program, start } from './harness.mjs';

const folder = 'docs/pictures', work = mkdtempSync(join(tmpdir(), 'kaifong-pictures-'));
const limit = 250 * 1024;
mkdirSync(folder, { recursive: true });
const server = await start();
const t = { ...server, browser: await launch(), problems: [] };

const take = async (page, name) => {
  const raw = join(work, `${name}.png`), file = join(folder, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: raw });
  execFileSync('convert', [raw, '-strip', '-dither', 'None', '-colors', '128', `PNG8:${file}`]);
  const size = statSync(file).size;
  console.log(`${file} ${Math.round(size / 1024)} KB`);
  if (size > limit) throw new Error(`${file} is too large`);
};

const desk = await newPage(t, { viewport: desktop });
await desk.goto(`${t.address}/screening`);
const campaign = await desk.locator('#main ul.work a').first().getAttribute('href');
await desk.goto(t.address + campaign);
await take(desk, 'campaign-desktop');

const worker = await newPage(t, { viewport: phone, role: 'gridWorker' });
await worker.goto(`${t.address}/`);
await take(worker, 'today-phone');
await worker.goto(`${t.address}${campaign}/mine`);
await worker.locator('.page-head .btn.go').click();
await worker.waitForSelector('#card .lead');
await take(worker, 'work-phone');

const list = join(work, '返桂人员名单.xlsx');
execFileSync(program, ['demo', '--data', join(work, 'none'), '--list', list], { stdio: 'ignore' });
const office = await newPage(t, { viewport: phone });
await office.goto(`${t.address}/imports`);
await office.setInputFiles('#file', list);
await Promise.all([office.waitForEvent('load'), office.locator('form[enctype] .btn.go').first().click()]);
await Promise.all([office.waitForEvent('load'), office.locator('button[value=check]').click()]);
await office.waitForSelector('.tiles', { timeout: 60000 });
await take(office, 'import-phone');

await t.browser.close();
await server.stop();
