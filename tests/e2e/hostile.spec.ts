import { expect, test } from './support/app';

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
    'changeSettings',
    'copyDiagnostics',
    'destination',
    'endpoint',
    'info',
    'notices',
    'onAwake',
    'onNavigate',
    'onSettings',
    'onStatus',
    'playDemo',
    'resetSettings',
    'restart',
    'revealLogs',
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
