// What the lint checks share: the tracked and new files of the repository.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export const files = pattern =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
    .split('\n').filter(f => pattern.test(f) && existsSync(f));
export const read = f => readFileSync(f, 'utf8');

/** Prints the findings and ends the program with a status. */
export const report = findings => {
  for (const f of findings) console.log(`    ${f}`);
  process.exit(findings.length ? 1 : 0);
};
