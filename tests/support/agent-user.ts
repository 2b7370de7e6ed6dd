import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentHooks } from '../../src/main/hooks/agent-hooks';
import { placeIn, type Place } from '../../src/main/hooks/place';
import type { AgentId } from '../../src/shared/hooks';
import { temporaryHome } from './home';

const FILES: Record<AgentId, string> = {
  'claude-code': '.claude/settings.json',
  codex: '.codex/hooks.json',
  gemini: '.gemini/settings.json',
  opencode: '.config/opencode/plugin/tooltrail.js',
};
/** Those whose hooks stand in a JSON file. */
export const JSON_AGENTS = ['claude-code', 'codex', 'gemini'] as const;

/** A user with a home of their own, on whose machine no agent is installed. */
export class User {
  readonly home = temporaryHome();
  readonly hooks: AgentHooks;

  constructor(place: Partial<Place> = {}) {
    const tooltrailHome = join(this.home, '.tooltrail');
    this.hooks = new AgentHooks({
      ...placeIn(this.home, tooltrailHome),
      env: { PATH: join(this.home, 'programs') },
      root: join(this.home, 'root'),
      ...place,
    });
  }

  path(agent: AgentId): string {
    return join(this.home, FILES[agent]);
  }

  write(agent: AgentId, text: string | Buffer): void {
    mkdirSync(dirname(this.path(agent)), { recursive: true });
    writeFileSync(this.path(agent), text);
  }

  read(agent: AgentId): string {
    return readFileSync(this.path(agent), 'utf8');
  }

  async do(action: 'install' | 'remove', agent: AgentId): Promise<void> {
    await this.hooks.apply(await this.hooks.plan({ agent, action }));
  }

  /** Puts a program on the path that tells this version. */
  addProgram(name: string, version: string): void {
    mkdirSync(join(this.home, 'programs'), { recursive: true });
    writeFileSync(join(this.home, 'programs', name), `#!/bin/sh\necho "${version} (some agent)"\n`, {
      mode: 0o755,
    });
  }
}

export interface Settings {
  hooks?: Record<string, { hooks: { command: string; async?: boolean; timeout?: number }[] }[]>;
}
/** A file of settings, with or without a byte order mark. */
export const parse = (text: string) => JSON.parse(text.replace(/^\ufeff/, '')) as Settings;
/** The events under which a file names our forwarder, once for each entry. */
export const ours = (text: string) =>
  Object.entries(parse(text).hooks ?? {}).flatMap(([event, groups]) =>
    groups
      .flatMap(({ hooks }) => hooks.filter(({ command }) => command.includes('tooltrail-hook')))
      .map(() => event),
  );
