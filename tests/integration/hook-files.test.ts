import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AGENT_IDS } from '../../src/shared/hooks';
import { JSON_AGENTS, ours, parse, User, type Settings } from '../support/agent-user';

describe('an agent’s file', () => {
  test.each(AGENT_IDS)('%s: a file that was not there is gone again, and its folder too', async (agent) => {
    const user = new User();
    await user.do('install', agent);
    expect(statSync(user.path(agent)).mode & 0o777).toBe(0o600);
    expect(await user.hooks.status(agent)).toMatchObject({ state: 'connected', detail: null });
    await user.do('remove', agent);
    expect(await user.hooks.status(agent)).toMatchObject({ state: 'off' });
    expect(readdirSync(user.home)).toEqual(['.tooltrail']);
    expect(readdirSync(join(user.home, '.tooltrail'))).toEqual(['backups']);
  });

  test.each(JSON_AGENTS)('%s: what is there stays as it is, and comes back to the byte', async (agent) => {
    for (const text of [
      '{}',
      '{ }\n',
      '\ufeff{\r\n\t"hooks": { },\r\n\t"z": 1,\r\n\t"a": [ 1,2 ]\r\n}\r\n',
      '{"b":1,"hooks":{"Stop":[{"hooks":[{"type":"command","command":"say done"}]}],"AfterTool":[]}}',
      '{\n    "hooks": {\n        "SessionStart": [\n            { "matcher": "startup", "hooks": [{ "type": "command", "command": "a" }] }\n        ]\n    }\n}',
      '{"hooks":{},"hooks":{"Stop":[]}, "hooks": {"SessionEnd": [ ]}}\n\n',
    ]) {
      const user = new User();
      user.write(agent, text);
      await user.do('install', agent);
      const installed = user.read(agent);
      expect(ours(installed).length).toBeGreaterThan(5);
      await user.do('install', agent);
      expect(user.read(agent)).toBe(installed);
      await user.do('remove', agent);
      expect(user.read(agent)).toBe(text);
    }
  });

  test('comments in Gemini CLI’s settings stay, and Claude Code’s have none', async () => {
    const text =
      '// mine\n{\n  /* look */ "theme": "dark", // here\n  "hooks": {\n    // nothing yet\n  }\n}\n';
    const user = new User();
    user.write('gemini', text);
    user.write('claude-code', text);
    await user.do('install', 'gemini');
    for (const comment of ['// mine', '/* look */', '// here', '// nothing yet'])
      expect(user.read('gemini')).toContain(comment);
    await user.do('remove', 'gemini');
    expect(user.read('gemini')).toBe(text);
    await expect(user.do('install', 'claude-code')).rejects.toThrow('is not valid JSON (line 1, column 1)');
  });

  test('what somebody else changed meanwhile stays', async () => {
    const user = new User();
    user.write('claude-code', '{\n  "model": "opus"\n}\n');
    await user.do('install', 'claude-code');
    const settings = parse(user.read('claude-code'));
    settings.hooks!['PreToolUse']!.unshift({ hooks: [{ command: 'theirs' }] });
    settings.hooks!['PreToolUse']![1]!.hooks.push({ command: 'beside ours' });
    user.write('claude-code', JSON.stringify({ permissions: {}, ...settings }, null, 4));
    await user.do('remove', 'claude-code');
    expect(parse(user.read('claude-code'))).toEqual({
      permissions: {},
      model: 'opus',
      hooks: { PreToolUse: [{ hooks: [{ command: 'theirs' }] }, { hooks: [{ command: 'beside ours' }] }] },
    });
  });

  test('a link stays a link, and mode stays as it was', async () => {
    const user = new User();
    const real = join(user.home, 'dotfiles.json');
    writeFileSync(real, '{"a": 1}', { mode: 0o640 });
    chmodSync(real, 0o640);
    mkdirSync(join(user.home, '.claude'));
    symlinkSync(real, user.path('claude-code'));
    await user.do('install', 'claude-code');
    expect(lstatSync(user.path('claude-code')).isSymbolicLink()).toBe(true);
    expect(ours(readFileSync(real, 'utf8')).length).toBeGreaterThan(5);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    await user.do('remove', 'claude-code');
    expect(readFileSync(real, 'utf8')).toBe('{"a": 1}');
    expect(readdirSync(join(user.home, '.claude'))).toEqual(['settings.json']);
  });

  test('a dated copy is kept before each change, for its owner alone, however soon one follows another', async () => {
    // All within one ms.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const user = new User();
    user.write('claude-code', '{"a": 1}');
    await user.do('install', 'claude-code');
    await user.do('remove', 'claude-code');
    const folder = join(user.home, '.tooltrail/backups');
    const copies = readdirSync(folder).sort();
    expect(copies).toHaveLength(2);
    for (const copy of copies) expect(copy).toMatch(/^\d{4}-\d\d-\d\dT.*-claude-code-settings\.json$/);
    expect(readFileSync(join(folder, copies[0]!), 'utf8')).toBe('{"a": 1}');
    expect(statSync(join(folder, copies[0]!)).mode & 0o777).toBe(0o600);
  });

  test('of the copies the newest ten of each file are kept', async () => {
    const user = new User();
    user.write('claude-code', '{}');
    user.write('gemini', '{"mine": true}');
    await user.do('install', 'gemini');
    const folder = join(user.home, '.tooltrail/backups');
    const copiesOf = (agent: string) => readdirSync(folder).filter((name) => name.includes(agent));
    for (let round = 0; round < 6; round++) {
      await user.do('install', 'claude-code');
      await user.do('remove', 'claude-code');
    }
    const copies = copiesOf('claude-code').sort();
    expect(copies).toHaveLength(10);
    expect(readFileSync(join(folder, copies.at(-1)!), 'utf8')).toContain('tooltrail-hook');
    expect(copiesOf('gemini')).toHaveLength(1);
  });

  test.each([
    ['{"a": 1,}', 'it is not valid JSON (line 1, column 9)'],
    ['', 'it is not valid JSON (it is empty)'],
    ['[]', 'it must hold a JSON object'],
    ['{"hooks": []}', '"hooks" must be an object'],
    ['{"hooks": {"PreToolUse": {}}}', '"hooks.PreToolUse" must be a list'],
    ['{"hooks": {"Stop": [{"matcher": "*"}]}}', '"hooks.Stop[0]" must be an object with a list "hooks"'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'it is not UTF-8 text'],
  ])('%s is left as it is', async (text, problem) => {
    const user = new User();
    user.write('claude-code', text);
    const before = readFileSync(user.path('claude-code'));
    const message = `${user.path('claude-code')} is left as it is: ${problem}`;
    await expect(user.do('install', 'claude-code')).rejects.toThrow(message);
    expect(readFileSync(user.path('claude-code'))).toEqual(before);
    expect(existsSync(join(user.home, '.tooltrail'))).toBe(false);
  });

  test('a read-only file, a link that leads nowhere and a folder are left as they are', async () => {
    const user = new User();
    user.write('claude-code', '{}');
    chmodSync(user.path('claude-code'), 0o444);
    await expect(user.do('install', 'claude-code')).rejects.toThrow('it is read-only');
    expect(await user.hooks.status('claude-code')).toMatchObject({ state: 'blocked' });
    mkdirSync(join(user.home, '.codex'));
    symlinkSync('/nowhere/at/all', user.path('codex'));
    await expect(user.do('install', 'codex')).rejects.toThrow('it is a link that leads nowhere');
    mkdirSync(user.path('gemini'), { recursive: true });
    await expect(user.do('install', 'gemini')).rejects.toThrow('it is no file');
    user.write('opencode', 'export const Mine = async () => ({});\n');
    await expect(user.do('install', 'opencode')).rejects.toThrow('it is another plugin of that name');
    expect(existsSync(join(user.home, '.tooltrail'))).toBe(false);
  });

  test.each(['lost', 'unreadable'])(
    'the forwarder stays for agents that run it, also where the record of them is %s',
    async (fate) => {
      const user = new User();
      const [record, forwarder] = ['hooks.json', 'bin/tooltrail-hook'].map((name) =>
        join(user.home, '.tooltrail', name),
      ) as [string, string];
      for (const agent of AGENT_IDS) await user.do('install', agent);
      for (const agent of AGENT_IDS) {
        expect(existsSync(forwarder)).toBe(true);
        if (fate === 'lost') rmSync(record, { force: true });
        else writeFileSync(record, '{');
        await user.do('remove', agent);
      }
      expect(existsSync(forwarder)).toBe(false);
    },
  );

  test('a plan for a file that changed is not carried out', async () => {
    const user = new User();
    user.write('codex', '{}');
    const plan = await user.hooks.plan({ agent: 'codex', action: 'install' });
    user.write('codex', '{"description": "new"}');
    await expect(user.hooks.apply(plan)).rejects.toThrow('was changed meanwhile');
    expect(user.read('codex')).toBe('{"description": "new"}');
  });
});

describe('any settings', { timeout: 120_000 }, () => {
  const events = ['PreToolUse', 'Stop', 'SessionStart', 'BeforeTool', 'WorktreeCreate'];
  const key = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('model', '__proto__', 'hook', '"', '\\', '漢'),
  );
  const handler = fc.record({ type: fc.constant('command'), command: fc.string() });
  const group = fc.record(
    { matcher: fc.string(), hooks: fc.array(handler, { maxLength: 3 }) },
    { requiredKeys: ['hooks'] },
  );
  const hooks = fc.dictionary(fc.constantFrom(...events), fc.array(group, { maxLength: 3 }), {
    noNullPrototype: true,
  });
  const settings = fc
    .tuple(fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })), fc.option(hooks), fc.boolean())
    .map(([rest, mine, first]) => {
      const others = Object.entries(rest).filter(([name]) => name !== 'hooks');
      const own: [string, unknown][] = mine === null ? [] : [['hooks', mine]];
      return Object.fromEntries(first ? [...own, ...others] : [...others, ...own]);
    });
  /** How people and programs write JSON. */
  const style = fc.record({
    indent: fc.constantFrom('', ' ', '  ', '    ', '\t'),
    eol: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    end: fc.constantFrom('', '\n', '\n\n', '  '),
    loose: fc.boolean(),
  });
  const file = fc.tuple(settings, style).map(([value, { indent, eol, mark, end, loose }]) => {
    let text = JSON.stringify(value, null, indent).replaceAll('\n', eol);
    // Somebody wrote the first level by hand.
    if (loose) text = text.replace(/^\{(\s*)"/, '{ $1"').replace(/\}$/, ' }');
    return mark + text + (end === '\n' ? eol : end);
  });

  test('come back to the byte, and connecting twice changes nothing', async () => {
    const user = new User();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...JSON_AGENTS), file, async (agent, text) => {
        user.write(agent, text);
        await user.do('install', agent);
        const installed = user.read(agent);
        expect(await user.hooks.status(agent)).toMatchObject({ state: 'connected' });
        expect((await user.hooks.plan({ agent, action: 'install' })).hunks).toEqual([]);
        await user.do('install', agent);
        expect(user.read(agent)).toBe(installed);
        await user.do('remove', agent);
        expect(user.read(agent)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  test('keep every byte that is not ours', async () => {
    const user = new User();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...JSON_AGENTS), file, async (agent, text) => {
        user.write(agent, text);
        await user.do('install', agent);
        // What was there is there still, in its order: only pieces were put in.
        const installed = user.read(agent);
        let at = 0;
        for (const character of installed) if (character === text[at]) at++;
        expect(at).toBe(text.length);
        const rest = withoutOurs(parse(installed));
        expect(rest).toEqual(withoutEmpty(parse(text)));
        await user.do('remove', agent);
      }),
      { numRuns: 30 },
    );
  });

  test('lose nothing but empty lists when what was written has been forgotten', async () => {
    const user = new User();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...JSON_AGENTS), file, async (agent, text) => {
        user.write(agent, text);
        await user.do('install', agent);
        rmSync(join(user.home, '.tooltrail'), { recursive: true });
        await user.do('remove', agent);
        expect(withoutEmpty(parse(user.read(agent)))).toEqual(withoutEmpty(parse(text)));
      }),
      { numRuns: 30 },
    );
  });

  /** Without hooks that hold nothing: they are what removing may take along. */
  function withoutEmpty(value: Settings): Settings {
    const { hooks, ...rest } = value;
    const kept = Object.entries(hooks ?? {}).filter(([, groups]) => groups.length > 0);
    return kept.length === 0 ? rest : { ...rest, hooks: Object.fromEntries(kept) };
  }

  function withoutOurs(value: Settings): Settings {
    const all = Object.entries(value.hooks ?? {}).map(([event, groups]) => {
      const others = groups.filter(
        ({ hooks }) => !hooks.some(({ command }) => command.includes('/bin/tooltrail-hook ')),
      );
      return [event, others] as const;
    });
    return withoutEmpty({ ...value, hooks: Object.fromEntries(all) });
  }
});
