// kill -9 of a busy server, again and again on the same data, for SECONDS_EACH seconds (300). After every
// start all that was acknowledged since the beginning is there, and the doctor is content.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, pause, serve, spelled, Visitor } from '../cli/client.mjs';
import { checkKept, load } from '../cli/load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kaifong-')), data = join(folder, 'data');
const until = Date.now() + 1000 * Number(process.env.SECONDS_EACH ?? 300);
const all = { residents: [], notes: new Map() };
let passed = 0, failed = 0;
const check = (fact, sentence) => { if (fact) passed++; else { failed++; console.log(`  failed  ${sentence}`); } };

const made = command('demo', '--data', data, '--people', '2000');
check(made.status === 0, made.stderr);
for (let round = 0; Date.now() < until && failed === 0; round++) {
  const server = await serve(data), clients = 8 << (round % 4);
  const work = await load(server.port, { clients, prefix: `杀${spelled(round)}` });
  await work.reach(clients);
  await pause(Math.random() * 1500);
  await server.kill('SIGKILL');
  const kept = await work.ended;
  check(kept.wrong.length === 0, kept.wrong.slice(0, 3).join('; '));
  all.residents.push(...kept.residents);
  for (const note of kept.notes) all.notes.set(...note);
  if (round % 10 === 0) check(JSON.parse(command('doctor', '--data', data, '--json').stdout).is_sound, 'the doctor is not content');
  /* The latest at every round; all of them at the end. */
  const again = await serve(data), visitor = await new Visitor(again.port).signIn('麦婉仪');
  const lost = await checkKept(visitor, Date.now() < until ? kept : all);
  check(lost.length === 0, `lost in round ${round}: ${lost.slice(0, 5).join('; ')}`);
  await again.kill(round % 2 ? 'SIGKILL' : 'SIGTERM');
}
check(JSON.parse(command('doctor', '--data', data, '--json').stdout).is_sound, 'the doctor is not content');
rmSync(folder, { recursive: true, force: true });
console.log(`  ${all.residents.length} residents and ${all.notes.size} notes were acknowledged`);
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
