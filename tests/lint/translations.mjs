// Every marked text has its Chinese: N_("...") in C, {{#_}}...{{/_}} in templates; and no entry in
// po/ is for a text that nobody says any more. One msgid has one translation everywhere.
import { files, read, report } from './files.mjs';

const unescape = s => s.replace(/\\(x[0-9a-f]{2}|.)/gi, (_, c) => ({ n: '\n', t: '\t' })[c] ?? c);
const strings = s => [...s.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(m => unescape(m[1])).join('');

const findings = [], translated = new Map(), said = new Map();
for (const f of files(/^po\/zh_CN\/.*\.po$/)) {
  for (const m of read(f).matchAll(/^msgid ((?:"(?:\\.|[^"\\])*"\s*)+)^msgstr ((?:"(?:\\.|[^"\\])*"\s*)+)/gm)) {
    const id = strings(m[1]), text = strings(m[2]);
    if (id === '') continue;
    if (!text) findings.push(`${f}: no translation of "${id}"`);
    if (translated.has(id) && translated.get(id).text !== text) findings.push(`${f} and ${translated.get(id).f} differ on "${id}"`);
    translated.set(id, { f, text });
    const tags = s => [...s.matchAll(/%[1-4]|\{\{[^}]*\}\}/g)].map(x => x[0]).sort().join(' ');
    if (tags(id) !== tags(text)) findings.push(`${f}: "${id}" has ${tags(id) || 'no arguments'}, its translation has ${tags(text) || 'none'}`);
  }
}
const strip = text => text.replace(/\/\*[\s\S]*?\*\//g, c => c.replace(/[^\n]/g, ' '));
for (const f of files(/^src\/.*\.[ch]$/)) {
  if (/\/test\//.test(f)) continue;
  for (const m of strip(read(f)).matchAll(/\bN_\(\s*((?:"(?:\\.|[^"\\])*"\s*)+)\)/g)) said.set(strings(m[1]), f);
}
for (const f of files(/^src\/.*\/views\/.*\.html$/))
  for (const m of read(f).matchAll(/\{\{#_\}\}([\s\S]*?)\{\{\/_\}\}/g)) said.set(m[1].trim().replace(/\s+/g, ' '), f);
for (const [id, f] of said) if (!translated.has(id)) findings.push(`${f}: "${id}" has no translation`);
for (const [id, { f }] of translated) if (!said.has(id)) findings.push(`${f}: "${id}" is said nowhere`);
report(findings);
