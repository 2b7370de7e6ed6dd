import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

  get isInstalled(): boolean {
    return ['tooltrail', 'tooltrail-trial'].some((name) => {
      const { stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name]);
      return String(stdout) === 'installed';
    });
  }

  install(): void {
    this.#apt('install', this.file);
  }

  remove(): void {
    this.#apt('remove', this.name);
  }

  /** As the person does who types `sudo apt purge`. */
  purge(person: string): void {
    this.#apt('purge', this.name, { SUDO_USER: person });
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

const isFile = (path: string) =>
  existsSync(path) && !run('stat', '--format=%F', path).startsWith('directory');

/** A user of this machine, who is there for one test run only. */
export class Person {
  readonly name = 'tooltrail-tester';
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
    const { stdout } = spawnSync('pgrep', ['-u', this.name, '-f', '^/opt/Tooltrail/tooltrail'], {
      encoding: 'utf8',
    });
    return stdout.split('\n').filter(Boolean).map(Number);
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

  /** Resolves when the server listens. */
  async listens(): Promise<void> {
    await expect
      .poll(() => existsSync(join(this.person.data, 'server.json')), { timeout: 30_000 })
      .toBe(true);
  }

  async request(path: string, body?: unknown): Promise<Response> {
    const { port, token } = JSON.parse(readFileSync(join(this.person.data, 'server.json'), 'utf8')) as {
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

  /** Ends it as the end of a desktop session does. */
  async end(): Promise<void> {
    for (const pid of this.person.processes()) process.kill(pid, 'SIGTERM');
    await expect.poll(() => this.person.processes(), { timeout: 20_000 }).toEqual([]);
  }
}
