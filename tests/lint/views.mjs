// Templates hold no style, no script and no handler: the Content-Security-Policy refuses them. And the
// statements: how many have two dialects is said, because each is an exception.
import { files, read, report } from './files.mjs';

const findings = [];
for (const f of files(/^src\/.*\/views\/.*\.html$/)) {
  read(f).split('\n').forEach((line, i) => {
    for (const [bad, why] of [[/\sstyle=/, 'style='], [/<style/, '<style>'], [/<script(?![^>]*\ssrc=)/, 'inline script'],
      [/\son[a-z]+=/, 'an event handler'], [/hx-on|="js:/, 'htmx that needs eval'], [/\{\{\{/, 'triple mustache: escaping is a type']])
      if (bad.test(line)) findings.push(`${f}:${i + 1}: ${why}`);
    if (/<form[^>]*method="post"/i.test(line) && !read(f).includes('shell/csrf') && !read(f).includes('{{form}}')) findings.push(`${f}:${i + 1}: a form without {{>shell/csrf}}`);
  });
}
const dialects = files(/\.sql$/).flatMap(f => [...read(f).matchAll(/^-- postgresql/gm)].map(() => f));
if (dialects.length > 12) findings.push(`${dialects.length} statements have two dialects; at most 12`);
report(findings);
