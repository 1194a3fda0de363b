// Every page, in both languages, on a phone and on a desk: WCAG 2.2 AA by axe-core, no sideways
// scrolling, no text left in the other language, no problem of script or policy.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { desktop, newPage, overflow, phone, picture, suite } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const modes = [
  { name: 'desktop', viewport: desktop, language: 'zh-CN' },
  { name: 'phone', viewport: phone, language: 'zh-CN' },
  { name: 'desktop-en', viewport: desktop, language: 'en' },
  { name: 'phone-en', viewport: phone, language: 'en' },
];

const first = async (page, selector) => page.evaluate(s => document.querySelector(s)?.getAttribute('href') ?? null, selector);

const check = async (page, name, mode) => {
  const wide = await overflow(page);
  if (wide > 0) throw new Error(`${name} is ${wide} px too wide`);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)} (${v.nodes[0].failureSummary.split('\n')[1]?.trim()})`);
  });
  if (found.length) throw new Error(`${name}: ${found.join('\n    ')}`);
  if (mode.language === 'en') {
    // Labels of the program itself are English; names and addresses are of course Chinese.
    const left = await page.evaluate(() => [...document.querySelectorAll('label, button, legend, h2, nav.side a, nav.dock a')]
      .filter(e => e.offsetParent && !e.closest('[lang="zh-Hans"], .data, [data-own]')).map(e => e.textContent.trim()).filter(s => /^[\u4e00-\u9fff：，。]+$/.test(s)));
    if (left.length) throw new Error(`${name} still says ${left.slice(0, 5).join(', ')}`);
  }
};

await suite(async t => {
  for (const mode of modes) {
    const page = await newPage(t, mode);
    await page.addInitScript(axe);
    const visit = (name, path) => t.test(`${name} (${mode.name})`, async () => {
      const to = typeof path === 'function' ? await path() : path;
      if (!to) throw new Error(`no link to ${name}`);
      const response = await page.goto(t.address + to);
      if (!response.ok()) throw new Error(`${to} answers ${response.status()}`);
      await check(page, name, mode);
      await picture(page, `${name}-${mode.name}`);
    });
    const linkOn = (from, selector) => async () => { await page.goto(t.address + from); return first(page, selector); };

    await visit('today', '/');
    await visit('residents', '/residents');
    await visit('resident', linkOn('/residents', 'tbody a[href^="/residents/"]'));
    await visit('places', '/places');
    await visit('place', linkOn('/places', '#main a[href^="/places/"]'));
    await visit('grids', '/grids');
    await visit('grid', linkOn('/grids', '#main a[href^="/grids/"]'));
    await visit('search', '/search?q=wang');
    await visit('imports', '/imports');
    await visit('campaigns', '/screening');
    await visit('campaign', linkOn('/screening', '#main ul.work a[href^="/screening/"]'));
    await visit('account', '/account');
    await visit('accounts', '/accounts');
    await page.context().close();
  }
  const page = await newPage(t, { role: null, viewport: phone });
  await page.addInitScript(axe);
  await t.test('sign-in', async () => {
    await page.goto(`${t.address}/sign-in`);
    await check(page, 'sign-in', modes[1]);
    await picture(page, 'sign-in-phone');
  });
});
