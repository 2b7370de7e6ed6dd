import { expect, test } from './support/shared-app';

const HTML = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><b>bold</b>';
const TERMINAL = '\u001b[31mred\u001b]8;;http://evil.example\u0007link';

const payload = (text: string) => ({
  hook_event_name: 'PostToolUseFailure',
  session_id: text,
  cwd: `/home/dev/${text}`,
  agent_id: text,
  agent_type: text,
  tool_name: text,
  tool_use_id: text,
  tool_input: { command: text, [text]: text },
  error: text,
});

for (const [name, text] of Object.entries({
  HTML,
  TERMINAL,
  RIGHT_TO_LEFT: '\u202egpj.exe',
  NUL: 'a\0b\ud800',
})) {
  test(`${name} in every field is shown as text`, async ({ app, main }) => {
    expect(await app.post('/hooks/claude-code', payload(text))).toBe(204);
    await expect(main.calls).toHaveCount(1);
    await main.open(main.calls.first());
    expect(await main.page.evaluate(() => 'pwned' in window)).toBe(false);
    await expect(main.page.locator('img[src="x"], #app script')).toHaveCount(0);
    await expect(main.page.locator('b').filter({ hasText: /^bold$/ })).toHaveCount(0);
    await main.expectConnection('live');
  });
}

/** One payload of each hook that is shown, with `text` wherever there is text. */
function everyHook(text: string): Record<string, unknown>[] {
  const common = { session_id: text, cwd: `/home/dev/${text}`, model: text, permission_mode: text };
  const call = {
    tool_name: text,
    tool_input: { command: text, description: text, file_path: text, [text]: text },
  };
  const hooks: Record<string, Record<string, unknown>> = {
    SessionStart: { source: text },
    UserPromptSubmit: { prompt: text },
    PreToolUse: { ...call, tool_use_id: 'one' },
    PermissionRequest: { ...call, permission_suggestions: [text] },
    PostToolUse: {
      ...call,
      tool_use_id: 'one',
      tool_response: { stdout: text, stderr: text, content: text },
    },
    Notification: { message: text, notification_type: text, title: text },
    SubagentStart: { agent_id: text, agent_type: text },
    SubagentStop: { agent_id: text, agent_type: text, last_assistant_message: text },
    TaskCreated: { task_subject: text },
    Stop: { last_assistant_message: text },
    StopFailure: { error: text },
    PreCompact: { trigger: text },
    SessionEnd: { reason: text },
    [text]: { message: text },
  };
  return Object.entries(hooks).map(([name, fields]) => ({ hook_event_name: name, ...common, ...fields }));
}

for (const [name, text, shown] of [
  ['HTML', HTML, HTML],
  ['Terminal escape codes', TERMINAL, 'link'],
] as const) {
  test(`${name} in every field of every hook is shown as text, in rows and in details`, async ({
    app,
    main,
  }) => {
    const payloads = everyHook(text);
    await app.postAll('/hooks/claude-code', payloads);
    const plain = { type: text, session_id: text, tool: text, agent_id: text, message: text, error: text };
    expect(await app.post('/api/events', plain)).toBe(204);
    await expect(main.sessions.first()).toBeVisible();
    // Two of them are one call, and the plain event is one more.
    const count = payloads.length;
    await expect(main.rows).toHaveCount(count);
    for (let index = 0; index < count; index++) {
      await main.open(main.rows.nth(index));
      for (const tab of await main.details.getByRole('tab').all()) await tab.click();
      await expect(main.details).toContainText(shown);
    }
    expect(await main.page.evaluate(() => 'pwned' in window)).toBe(false);
    await expect(main.page.locator('img, iframe, object, embed, form, a[href], #app script')).toHaveCount(0);
    await expect(main.page.locator('b').filter({ hasText: /^bold$/ })).toHaveCount(0);
    expect(await main.page.evaluate(() => document.body.innerText.includes('\u001b'))).toBe(false);
    expect(await main.page.title()).not.toContain('evil');
    await main.expectConnection('live');
  });
}

test('what came without the token is marked, and so is what was redacted', async ({ app, main }) => {
  const secret = `ghp_${'aB3d'.repeat(9)}`;
  expect(await app.post('/hooks/claude-code', { ...payload('x'), session_id: 'open', error: secret })).toBe(
    204,
  );
  await expect(main.sessions.getByTestId('unverified')).toHaveCount(1);
  await main.open(main.calls.first());
  await expect(main.details).toContainText('not verified');
  await expect(main.details).toContainText('1 secret');
  await expect(main.details).toContainText('[redacted:github-token]');
  expect(await main.page.content()).not.toContain(secret);
});

test('the window comes back by itself after its token was replaced', async ({ app, main }) => {
  const former = app.server.token;
  await main.page.evaluate(() => window.tooltrail.rotateToken());
  expect(app.server.token).not.toBe(former);
  await main.expectConnection('live');
  expect(await app.post('/api/events', { type: 'tool_start', tool: 'After', session_id: 's' })).toBe(204);
  await expect(main.calls).toHaveAttribute('data-tool', 'After');
});

test('the window’s own scheme gives out nothing but the page', async ({ app, main }) => {
  await main.expectConnection('live');
  const statuses = await app.electron.evaluate(
    ({ net }, paths) => {
      return Promise.all(
        paths.map(async (path) => [path, (await net.fetch(`tooltrail-ui://${path}`)).status]),
      );
    },
    [
      'app/index.html',
      'app/../main/index.js',
      'app/..%2fmain%2findex.js',
      'app/%2e%2e/main/index.js',
      'app/%2e%2e%2f%2e%2e%2fpackage.json',
      'app/..%5c..%5cmain%5cindex.js',
      'app//main/index.js',
      'app/assets/..%2f..%2fmain%2findex.js',
      'app/index.html%00.js',
      'app/%E0%A4%A',
      'app/',
      'evil/index.html',
    ],
  );
  expect(statuses).toEqual(statuses.map(([path]) => [path, path === 'app/index.html' ? 200 : 404]));
});

for (const type of ['__proto__', 'constructor', 'connect', 'disconnect', 'hasOwnProperty']) {
  test(`${type} as type, session and tool is shown like any other`, async ({ app, main }) => {
    const plain = { type, session_id: type, tool: type };
    expect(await app.post('/api/events', plain)).toBe(204);
    await expect(main.rows).toHaveCount(1);
    await app.post('/hooks/claude-code', { ...payload('x'), tool_name: type, session_id: type });
    await expect(main.calls).toHaveAttribute('data-tool', type);
    await expect(main.sessions).toHaveCount(1);
    await main.expectConnection('live');
  });
}

test('the window goes on after each kind of bad input', async ({ app, main }) => {
  const bad: [unknown, number][] = [
    [{}, 400],
    [[], 204],
    ['text', 400],
    [{ type: 'x', timestamp: -1 }, 400],
    [Array.from({ length: 1001 }, () => ({ type: 'x' })), 413],
  ];
  for (const [body, status] of bad) expect(await app.post('/api/events', body)).toBe(status);
  expect(await app.post('/hooks/claude-code', {})).toBe(204);
  await expect(main.rows).toHaveCount(1);
  await main.expectConnection('live');
});

test('a request with an argument that its channel does not take is refused, and what is wrong is named', async ({
  main,
}) => {
  const refusal = (change: unknown) =>
    main.page.evaluate(
      (value) => window.tooltrail.changeSettings(value as never).then(() => 'taken', String),
      change,
    );
  expect(await refusal({ port: 'x' })).toContain('settings:change: port');
  expect(await refusal({ colour: 1 })).toContain('settings:change');
  expect(await refusal('theme')).toContain('settings:change: argument');
  const reset = await main.page.evaluate(() =>
    window.tooltrail.resetSettings(['__proto__'] as never).then(() => 'taken', String),
  );
  expect(reset).toContain('settings:reset: 0');
});

test('the page has no Node, cannot navigate or open windows, and asks for nothing else', async ({
  app,
  main,
}) => {
  const page = main.page;
  expect(page.url()).toBe('tooltrail-ui://app/index.html');
  expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
  expect(await page.evaluate(() => Object.keys(window.tooltrail).sort())).toEqual([
    'agents',
    'applyHooks',
    'changeSettings',
    'copyDiagnostics',
    'destination',
    'endpoint',
    'firstLook',
    'info',
    'jobs',
    'notices',
    'onAwake',
    'onNavigate',
    'onSettings',
    'onStatus',
    'openInEditor',
    'planHooks',
    'playDemo',
    'resetSettings',
    'restart',
    'revealLogs',
    'rotateToken',
    'settings',
    'start',
    'status',
    'stop',
  ]);
  expect(await page.evaluate(() => window.open('https://example.org'))).toBeNull();
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  const inlineScript = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.pwned = 1';
    document.body.append(script);
    return 'pwned' in window;
  });
  expect(inlineScript).toBe(false);
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { contextIsolation, sandbox, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});
