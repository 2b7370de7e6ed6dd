// npm run bench:idle [-- seconds]: what the packaged app costs while nothing happens, with its window shown and hidden
// in the tray, against an empty Electron app. All run from the same runtime at the same time, so that whatever disturbs
// this machine disturbs them all.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPackage } from '@electron/asar';
import { run } from '../../scripts/bootstrap/command.mjs';
import { main } from '../../scripts/bootstrap/main.mjs';
import { repoRoot } from '../../scripts/bootstrap/paths.mjs';
import { prepareElectron, prepareSources } from '../../scripts/bootstrap/prepare.mjs';
import { step } from '../../scripts/bootstrap/say.mjs';
import { atExit } from '../../scripts/bootstrap/signals.mjs';
import { makeDeb } from '../../scripts/dist/deb.mjs';
import { costOf } from './cost.mjs';
import { openTray } from './tray.mjs';

/** What the idle app may cost more than an empty one. */
const LIMITS = { cpuPercent: 0.5, pssMB: 60 };
/** From the start to its being over, collection of its garbage among it, in ms. */
const SETTLE = 60_000;

await main(async ([seconds = '60']) => {
  await prepareSources();
  const { env, flags } = await prepareElectron();
  const folder = await mkdtemp(join(tmpdir(), 'tooltrail-idle-'));
  try {
    const { app, empty } = await unpackBoth(folder);
    const tray = await openTray();
    const start = (executable, name, args = []) => {
      const home = join(folder, `home-${name}`);
      const own = { TOOLTRAIL_PORT: '0', TOOLTRAIL_HOME: home, EMPTY_APP_HOME: home };
      return startApp(executable, [...flags, ...args], { ...env, ...tray, ...own });
    };
    const pids = {
      shown: start(app, 'shown'),
      hidden: start(app, 'hidden', ['--hidden']),
      empty: start(empty, 'empty'),
    };
    await step('letting them come to rest', () => pause(SETTLE));
    const costs = await step(`measuring for ${seconds} s`, () => measure(pids, Number(seconds)));
    return report(costs);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The app as its package has it, and the same runtime with the empty app in its place. */
async function unpackBoth(folder) {
  const deb = await makeDeb(join(repoRoot, 'dist'));
  await run('dpkg-deb', ['--extract', deb, folder]);
  const app = join(folder, 'opt', 'Tooltrail');
  const empty = join(folder, 'empty');
  await run('cp', ['--archive', app, empty]);
  await createPackage(join(import.meta.dirname, 'empty-app'), join(empty, 'resources', 'app.asar'));
  return { app: join(app, 'tooltrail'), empty: join(empty, 'tooltrail') };
}

function startApp(executable, flags, env) {
  const child = spawn(executable, flags, { env, stdio: 'ignore' });
  atExit(() => child.kill('SIGKILL'));
  return child.pid;
}

/** What each used per second of the time. Memory is what it has at the end. */
async function measure(pids, seconds) {
  const now = () =>
    Object.entries(pids).map(([name, pid]) => [name, { at: performance.now(), ...costOf(pid) }]);
  const before = Object.fromEntries(now());
  await pause(seconds * 1000);
  return Object.fromEntries(
    now().map(([name, after]) => {
      const elapsed = (after.at - before[name].at) / 1000;
      return [
        name,
        {
          cpuPercent: ((after.cpuSeconds - before[name].cpuSeconds) / elapsed) * 100,
          pssMB: after.pssMB,
          wakeUpsPerSecond: (after.wakeUps - before[name].wakeUps) / elapsed,
          processes: after.processes,
        },
      ];
    }),
  );
}

/** The table, and 1 when a limit is exceeded. */
function report({ empty, ...apps }) {
  const rows = Object.entries(apps).flatMap(([name, app]) =>
    Object.keys(app).map((key) => {
      const more = app[key] - empty[key];
      const limit = LIMITS[key];
      const within = limit === undefined || more <= limit;
      return { measure: `${name} ${key}`, app: app[key], empty: empty[key], more, limit, within };
    }),
  );
  const text = (value) => (typeof value === 'number' ? value.toFixed(2) : (value ?? ''));
  const line = (cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : text(cell).padStart(10))).join('');
  process.stdout.write(`${line(['', 'Tooltrail', 'empty', 'more', 'at most'])}\n`);
  for (const row of rows)
    process.stdout.write(`${line([row.measure, row.app, row.empty, row.more, row.limit])}\n`);
  return rows.every(({ within }) => within) ? 0 : 1;
}
