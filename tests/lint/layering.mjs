// Who may know whom (docs/architecture.md): an include goes down the list of rooms or stays in its
// folder; a module includes another module's headers only when it names it in its `needs`.
// Also here: third-party headers live in one place each, banned functions, the length of files.
import { files, read, report } from './files.mjs';

const rooms = ['base', 'record', 'store', 'sheet', 'web', 'modules', 'app'];
const below = { base: [], record: ['base'], store: ['base', 'record'], sheet: ['base', 'record'],
  web: ['base', 'record', 'store', 'sheet'], modules: ['base', 'record', 'store', 'sheet', 'web'], app: rooms };
const homes = { 'sqlite3.h': /^src\/store\//, 'libpq-fe.h': /^src\/store\//, 'microhttpd.h': /^src\/web\/server\.c$/,
  'xlsxwriter.h': /^src\/(sheet\/|app\/demo_list\.c)/, 'freexl.h': /^src\/sheet\//, 'zip.h': /^src\/sheet\//, 'expat.h': /^src\/sheet\//,
  'sodium.h': /^src\/(modules\/access|web|store|app)\// };
const banned = /\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|system|popen|rand|srand|atoi|atol|strncpy|strncat|setjmp|longjmp|alloca|gmtime|localtime|asctime|ctime)\s*\(/;

const findings = [];
const needs = {};
for (const f of files(/^src\/modules\/[^/]+\/module\.c$/)) {
  const m = f.split('/')[2], list = /needs\w*\[\]\s*=\s*\{([^}]*)\}/.exec(read(f));
  needs[m] = list ? [...list[1].matchAll(/"([a-z]+)"/g)].map(x => x[1]) : [];
}
const circle = (m, path) => {
  if (path.includes(m)) return findings.push(`modules need each other in a circle: ${[...path, m].join(' → ')}`);
  for (const n of needs[m] ?? []) circle(n, [...path, m]);
};
Object.keys(needs).forEach(m => circle(m, []));

for (const f of files(/^src\/.*\.[ch]$/)) {
  const [, room, mod] = f.split('/'), isTest = /\/test\//.test(f), text = read(f), lines = text.split('\n');
  lines.forEach((line, i) => {
    const at = `${f}:${i + 1}`, local = /^#include "([^"]+)"/.exec(line), system = /^#include <([^>]+)>/.exec(line);
    if (system && homes[system[1]] && !isTest && !homes[system[1]].test(f)) findings.push(`${at}: <${system[1]}> belongs to ${homes[system[1]].source}`);
    if (!isTest && banned.test(line.replace(/\/\*.*?\*\/|\/\/.*|"(\\.|[^"\\])*"/g, ''))) findings.push(`${at}: banned function: ${line.trim()}`);
    if (!local || !local[1].includes('/')) return;
    const parts = local[1].split('/');
    if (!rooms.includes(parts[0]) && parts[0] !== 'modules') return;
    if (parts[0] === 'modules') {
      const other = parts[1];
      if (room === 'app' || isTest) return;
      if (room !== 'modules') findings.push(`${at}: ${room} may not know a module`);
      else if (other !== mod && !(needs[mod] ?? []).includes(other)) findings.push(`${at}: module ${mod} includes ${other} but does not need it`);
    } else if (parts[0] !== room && !isTest && !below[room].includes(parts[0]))
      findings.push(`${at}: ${room} may not know ${parts[0]}`);
  });
  const count = lines.length - 1;
  if (count > 800 && !isTest) findings.push(`${f}: ${count} lines; more than 800 is two ideas`);
  if (f.endsWith('.h') && !/#ifndef [A-Z0-9_]+_H\n#define/.test(text)) findings.push(`${f}: no include guard`);
}
report(findings);
