import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { listening } from '../support/listening';
import { clearInterrupted, commandLine, Deb, InstalledApp, Person } from './support/installed-package';

const APP = '/opt/Tooltrail';
const ENTRY = '/usr/share/applications/tooltrail.desktop';
const CALL = {
  hook_event_name: 'PreToolUse',
  session_id: 'installed',
  cwd: '/home/dev/app',
  tool_name: 'Bash',
  tool_use_id: 't1',
  tool_input: { command: 'echo from the installed app' },
};

let deb: Deb;
let person: Person;

/** Starts the installed app as the person; its window can be looked into. */
function start(command = 'tooltrail', args: string[] = [], env: NodeJS.ProcessEnv = {}): InstalledApp {
  return new InstalledApp(person, person.start(command, args, env));
}

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeAll(() => {
  const file = process.env['TOOLTRAIL_DEB'];
  if (!file) throw new Error('TOOLTRAIL_DEB must name the deb to test: run npm run test:package');
  clearInterrupted();
  deb = new Deb(file);
  if (deb.isInstalled) throw new Error('Tooltrail is installed on this machine: the test would remove it');
  person = new Person();
  deb.install();
});

test.afterAll(() => {
  for (const pid of person.processes()) process.kill(pid, 'SIGKILL');
  if (deb.isInstalled) deb.remove();
  deb.purge(person.name);
  person.remove();
});

test('the package says what it is, and what it carries', () => {
  const trial = deb.field('Description').includes('(trial)');
  expect(deb.name).toBe(trial ? 'tooltrail-trial' : 'tooltrail');
  expect(deb.files()).toEqual(expect.arrayContaining([`${APP}/resources/app.asar`, `${APP}/LICENSE`, ENTRY]));
  const entry = readFileSync(ENTRY, 'utf8');
  expect(entry).toContain('Categories=Development;\n');
  expect(entry).toContain('MimeType=x-scheme-handler/tooltrail;\n');
  for (const size of [16, 32, 48, 128, 256, 512])
    expect(deb.files()).toContain(`/usr/share/icons/hicolor/${size}x${size}/apps/tooltrail.png`);
});

test('the archive holds the built app and what it runs on, nothing of how it is made', () => {
  const files = listPackage(`${APP}/resources/app.asar`, { isPack: false });
  expect(files).toEqual(
    expect.arrayContaining(['/out/main/index.js', '/node_modules/@photostructure/sqlite/package.json']),
  );
  expect(files.filter((file) => /^\/(src|tests|scripts)\/|\.(ts|map)$/.test(file))).toEqual([]);
  expect(files.filter((file) => /^\/node_modules\/(vite|electron|svelte|typescript)\//.test(file))).toEqual(
    [],
  );
  expect(existsSync(`${APP}/resources/app`)).toBe(false);
});

test('the fuses of the installed program are set', async () => {
  const wire = await getCurrentFuseWire(`${APP}/tooltrail`);
  const isOn = (fuse: FuseV1Options) => String.fromCharCode(Number(wire[fuse])) === '1';
  expect(isOn(FuseV1Options.RunAsNode)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
  expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
  expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
  expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
  expect(isOn(FuseV1Options.EnableCookieEncryption)).toBe(true);
});

test('the sandbox has what it needs where the system allows no user namespaces', () => {
  const { uid, mode } = statSync(`${APP}/chrome-sandbox`);
  expect({ uid, mode: mode & 0o7777 }).toEqual({ uid: 0, mode: 0o4755 });
});

test('started by its command it takes events and shows them, in a sandbox', async () => {
  const app = start('tooltrail', ['--remote-debugging-port=0']);
  await app.listens();
  const page = await app.window();
  expect((await app.request('/hooks/claude-code', CALL)).status).toBe(204);
  await expect(page.getByText('echo from the installed app').first()).toBeVisible();
  const history = (await (await app.request('/api/events?limit=10')).json()) as {
    events: { data: unknown }[];
  };
  expect(history.events.map(({ data }) => data)).toContainEqual(
    expect.objectContaining({ tool_use_id: 't1' }),
  );

  const renderers = person.processes().filter((pid) => commandLine(pid).includes('--type=renderer'));
  expect(renderers.length).toBeGreaterThan(0);
  for (const pid of renderers) expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  await app.end();
});

test('its page runs no script but its own', async () => {
  const app = start('tooltrail', ['--remote-debugging-port=0']);
  const page = await app.window();
  await expect(page.getByTestId('connection-state')).toBeVisible();
  const policy = (await page.reload())?.headers()['content-security-policy'];
  const scripts = policy?.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self'");
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.head.append(script);
    return document.title === 'taken over';
  });
  expect(ran).toBe(false);
  await app.end();
});

test('it cannot be turned into Node, made to load code, or opened to a debugger', async () => {
  const intruder = join(person.home, 'intruder.cjs');
  const trace = join(person.home, 'trace');
  writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`);
  const app = start('tooltrail', ['--inspect=0', intruder], {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require ${intruder}`,
  });
  await app.listens();
  expect(app.output).not.toContain('Debugger listening');
  expect(existsSync(trace)).toBe(false);
  await app.end();
});

test('started from its desktop entry it runs as well, with what was recorded before', async () => {
  const app = start('gio', ['launch', ENTRY]);
  await app.listens();
  const history = (await (await app.request('/api/events?limit=10')).json()) as { events: unknown[] };
  expect(history.events).toHaveLength(1);
  await app.end();
});

test('a release asks its feed for updates; a package without a feed asks nobody', async () => {
  const asked: string[] = [];
  const feed = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(
      'version: 99.0.0\npath: tooltrail.deb\nsha512: none\nreleaseDate: 2030-01-01T00:00:00.000Z\n',
    );
  });
  const port = await listening(feed);
  const files = {
    'app-update.yml': `provider: generic\nurl: http://127.0.0.1:${port}\n`,
    'package-type': 'deb',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(`${APP}/resources/${name}`, content);

  const app = start();
  await expect.poll(() => asked, { timeout: 30_000 }).toEqual([expect.stringContaining('/latest-linux.yml')]);
  await app.end();
  for (const name of Object.keys(files)) rmSync(`${APP}/resources/${name}`);
  feed.close();
});

test('removed, it leaves nothing but what it recorded; purged, not that either', () => {
  const files = [...deb.files(), '/usr/bin/tooltrail'];
  deb.remove();
  expect(files.filter((file) => existsSync(file))).toEqual([]);
  expect(existsSync(APP)).toBe(false);
  expect(existsSync(join(person.data, 'journal.db'))).toBe(true);

  // Somebody else's purge.
  execFileSync(deb.purgeScript, ['purge'], { env: { ...process.env, SUDO_USER: 'nobody' } });
  expect(existsSync(join(person.data, 'journal.db'))).toBe(true);
  deb.purge(person.name);
  expect(existsSync(person.data)).toBe(false);
});
