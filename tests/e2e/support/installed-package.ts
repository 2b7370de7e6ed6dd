import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';

const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });

/** The deb that is tested, and what apt and dpkg do with it. */
export class Deb {
  readonly name: string;

  constructor(readonly file: string) {
    this.name = this.field('Package');
  }

  field(name: string): string {
    return run('dpkg-deb', '--field', this.file, name).trim();
  }

  /** Whether this machine has the app, of a release or for a trial. */
  get isInstalled(): boolean {
    return ['tooltrail', 'tooltrail-trial'].some((name) => statusOf(name) === 'installed');
  }

  install(): void {
    this.#apt('install', this.file);
  }

  remove(): void {
    this.#apt('remove', this.name);
  }

  /** What `sudo apt purge` does for that person. A package that is not there, not even its settings, is left alone. */
  purge(person: string): void {
    if (statusOf(this.name) !== '') this.#apt('purge', this.name, { SUDO_USER: person });
  }

  /** The script that purging runs, after the package was removed. */
  get purgeScript(): string {
    return `/var/lib/dpkg/info/${this.name}.postrm`;
  }

  /** Everything but folders that the package put on the machine, by dpkg's own account. */
  files(): string[] {
    return run('dpkg-query', '--listfiles', this.name).trim().split('\n').filter(isFile);
  }

  #apt(action: string, what: string, env: NodeJS.ProcessEnv = {}): void {
    const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
    execFileSync('apt-get', [...options, action, what], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
      stdio: 'pipe',
    });
  }
}

const isFile = (path: string) => !lstatSync(path).isDirectory();

const statusOf = (name: string) =>
  spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], { encoding: 'utf8' }).stdout;

const inPasswd = /^(tooltrail-\d+):(?:[^:]*:){4}([^:]*)/gm;

/**
 * Takes back what a run left that was cut off: its person, its package, and what apt was in the midst of, without which apt would
 * do nothing more. Runs wait for one another (scripts/test/package.mjs), so nobody else's person is here.
 */
export function clearInterrupted(): void {
  for (const [, person, home] of readFileSync('/etc/passwd', 'utf8').matchAll(inPasswd)) {
    spawnSync('pkill', ['-KILL', '-u', person!]);
    run('dpkg', '--configure', '-a');
    for (const name of ['tooltrail', 'tooltrail-trial'].filter(isLeftover)) {
      execFileSync('dpkg', ['--purge', '--force-remove-reinstreq', name], {
        env: { ...process.env, SUDO_USER: person },
        stdio: 'pipe',
      });
    }
    run('userdel', person!);
    rmSync(home!, { recursive: true, force: true });
  }
}

/** A release that is wholly installed may be somebody's own; one for a trial is for tests. */
function isLeftover(name: string): boolean {
  const status = statusOf(name);
  return (
    status !== '' && status !== 'not-installed' && (name === 'tooltrail-trial' || status !== 'installed')
  );
}

/** A user of this machine, who is there for one test run only. */
export class Person {
  readonly name = `tooltrail-${process.pid}`;
  readonly home = mkdtempSync(join(tmpdir(), 'tooltrail-home-'));
  readonly #uid: number;
  readonly #gid: number;

  constructor() {
    run('useradd', '--no-create-home', '--home-dir', this.home, this.name);
    this.#uid = Number(run('id', '-u', this.name));
    this.#gid = Number(run('id', '-g', this.name));
    chownSync(this.home, this.#uid, this.#gid);
  }

  get data(): string {
    return join(this.home, '.tooltrail');
  }

  /** Has this person start something, with an environment of nothing but what a desktop gives. */
  start(command: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(command, args, {
      uid: this.#uid,
      gid: this.#gid,
      cwd: this.home,
      env: {
        HOME: this.home,
        PATH: '/usr/local/bin:/usr/bin:/bin',
        DISPLAY: process.env['DISPLAY'],
        TOOLTRAIL_PORT: '0',
        ...env,
      },
    });
  }

  /** The processes of the installed app that this person has. */
  processes(): number[] {
    const { stdout } = spawnSync('pgrep', ['-u', this.name], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number).filter(isInstalledApp);
  }

  remove(): void {
    run('userdel', this.name);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The installed app while it runs for a person. */
export class InstalledApp {
  readonly #output: string[] = [];

  constructor(
    private readonly person: Person,
    child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    }
  }

  get output(): string {
    return this.#output.join('');
  }

  /** Resolves when the server answers. */
  async listens(): Promise<void> {
    const status = () =>
      this.request('/health').then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(status, { timeout: 30_000 }).toBe(true);
  }

  async request(path: string, body?: unknown): Promise<Response> {
    const { port, token } = JSON.parse(await readFile(join(this.person.data, 'server.json'), 'utf8')) as {
      port: number;
      token: string;
    };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return fetch(`http://127.0.0.1:${port}${path}`, sent);
  }

  /** The window, through the debugging port that the app was started with. */
  async window(): Promise<Page> {
    const address = /DevTools listening on (ws:\S+)/;
    await expect.poll(() => this.output, { timeout: 30_000 }).toMatch(address);
    const browser = await chromium.connectOverCDP(address.exec(this.output)![1]!);
    const [context] = browser.contexts();
    return context!.pages()[0] ?? context!.waitForEvent('page');
  }

  /** Asks it to end, and waits for that. Its children are its own business. */
  async end(): Promise<void> {
    const [main] = this.person.processes().filter((pid) => !commandLine(pid).includes('--type='));
    if (main) process.kill(main, 'SIGTERM');
    await expect.poll(() => this.person.processes(), { timeout: 20_000 }).toEqual([]);
  }
}

/** What a process was started with; nothing where it has ended meanwhile. */
export const commandLine = (pid: number): string =>
  unlessEnded(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));

const isInstalledApp = (pid: number): boolean =>
  unlessEnded(() => readlinkSync(`/proc/${pid}/exe`)).startsWith('/opt/Tooltrail/');

/** What is read of a process; nothing where it has ended meanwhile. */
function unlessEnded(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
