import { expect, test } from './support/shared-app';
import type { RowWanted } from './support/main-page';
import { recorded } from './support/recorded';

interface CallWanted extends RowWanted {
  /** As the row shows it; absent where it follows from times of arrival. */
  duration?: string;
}

const CLAUDE_CALLS: CallWanted[] = [
  { tool: 'Bash', summary: 'echo hello && ls -la', state: 'success' },
  { tool: 'Write', summary: 'notes.md', state: 'success', duration: '13 ms' },
  { tool: 'Bash', summary: 'sleep 1; echo parallel', state: 'success', duration: '1.02 s' },
  { tool: 'Glob', summary: '**/*.md', state: 'success', duration: '18 ms' },
  { tool: 'Read', summary: 'notes.md', state: 'success', duration: '18 ms' },
  { tool: 'Edit', summary: 'notes.md', state: 'success' },
  { tool: 'Bash', summary: 'exit 3', state: 'failure', duration: '21 ms' },
  { tool: 'TaskCreate', summary: 'Write the report', state: 'success', duration: '36 ms' },
  { tool: 'Agent', summary: 'Explore files', state: 'success' },
  { tool: 'Agent', summary: 'Count files', state: 'success' },
  { tool: 'Bash', summary: 'wc -l', state: 'success', agent: 'a7fd424e7a19a8339', duration: '49 ms' },
  { tool: 'Bash', summary: 'wc -l', state: 'success', agent: 'ac9d0cdb96f500d90', duration: '56 ms' },
];

const RUNS: { file: string; agent: string; calls: CallWanted[] }[] = [
  { file: 'claude-code-tools-and-subagents.jsonl', agent: 'claude-code', calls: CLAUDE_CALLS },
  {
    file: 'claude-code-permission-requests.jsonl',
    agent: 'claude-code',
    calls: [
      { tool: 'Bash', summary: 'touch made-by-agent.txt && ls -la', state: 'success', duration: '654 ms' },
      { tool: 'Write', summary: 'notes.md', state: 'success', duration: '67 ms' },
      { tool: 'Bash', summary: 'sleep 1; echo parallel', state: 'success', duration: '1.06 s' },
      { tool: 'Read', summary: 'notes.md', state: 'success', duration: '4 ms' },
      { tool: 'Edit', summary: 'notes.md', state: 'success', duration: '190 ms' },
      { tool: 'Bash', summary: 'exit 3', state: 'failure', duration: '99 ms' },
      { tool: 'TaskCreate', summary: 'Write the report', state: 'success', duration: '61 ms' },
      { tool: 'Agent', summary: 'Explore files', state: 'success' },
      { tool: 'Agent', summary: 'Count files', state: 'success' },
      { tool: 'Bash', summary: 'wc -l', state: 'success', agent: 'adffd5fac523188d9', duration: '100 ms' },
      { tool: 'Bash', summary: 'wc -l', state: 'success', agent: 'a84df0ecc408859bc', duration: '92 ms' },
    ],
  },
  {
    file: 'codex-tools.jsonl',
    agent: 'codex',
    calls: [
      { tool: 'Bash', summary: 'echo hello && ls', state: 'unknown' },
      { tool: 'Bash', summary: 'printf', state: 'unknown' },
      { tool: 'Bash', summary: 'exit 3', state: 'unknown' },
    ],
  },
  {
    file: 'gemini-cli-tools.jsonl',
    agent: 'gemini',
    calls: [
      { tool: 'run_shell_command', summary: 'echo hello && ls', state: 'success', duration: '70 ms' },
      { tool: 'write_file', summary: 'notes.md', state: 'success', duration: '32 ms' },
      { tool: 'read_file', summary: 'notes.md', state: 'success', duration: '35 ms' },
      { tool: 'run_shell_command', summary: 'exit 3', state: 'failure', duration: '27 ms' },
    ],
  },
  {
    file: 'opencode-plugin.jsonl',
    agent: 'opencode',
    calls: [
      { tool: 'bash', summary: 'echo hello && ls', state: 'success' },
      { tool: 'write', summary: 'notes.md', state: 'success' },
      { tool: 'bash', summary: 'exit 3', state: 'failure' },
    ],
  },
];

for (const { file, agent, calls } of RUNS) {
  test(
    `every tool call of ${file} appears once with its state, agent and duration`,
    { tag: '@critical' },
    async ({ app, main }) => {
      await app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setSize(1400, 1400),
      );
      await app.postAll(`/hooks/${agent}`, recorded(file));
      await expect(main.calls).toHaveCount(calls.length);
      for (const wanted of calls) {
        const row = main.row(wanted.tool, wanted.summary).and(main.ofAgent(wanted.agent));
        await expect(row).toHaveCount(1);
        await expect(row).toHaveAttribute('data-state', wanted.state);
        await expect(row).toContainText(wanted.duration ?? '');
      }
    },
  );
}

test('the failing command shows its error in its row and in its details', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded('claude-code-tools-and-subagents.jsonl'));
  const row = main.row('Bash', 'exit 3');
  await expect(row).toContainText('Exit code 3');
  await main.open(row);
  await expect(main.details).toContainText('failed');
  await expect(main.details).toContainText('Exit code 3');
  await expect(main.details).toContainText('21 ms');
});

test('the details hold the whole input and output of a call', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded('claude-code-tools-and-subagents.jsonl'));
  await main.open(main.row('Bash', 'echo hello'));
  await expect(main.details).toContainText('echo hello && ls -la');
  await expect(main.details).toContainText('drwxr-xr-x 3 dev  dev  4096');
});

test('the calls of two sub-agents are told apart by their names', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded('claude-code-tools-and-subagents.jsonl'));
  const names = [
    ['a7fd424e7a19a8339', 'Explore files'],
    ['ac9d0cdb96f500d90', 'Count files'],
  ] as const;
  for (const [id, name] of names) {
    const row = main.calls.and(main.ofAgent(id));
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(name);
  }
});

test('a session that asks for permission waits for the user until the call ends', async ({ app, main }) => {
  const payloads = recorded('claude-code-permission-requests.jsonl');
  await app.postAll('/hooks/claude-code', payloads.slice(0, 5));
  await expect(main.sessions).toHaveAttribute('data-state', 'waiting');
  await expect(main.sessions).toContainText('touch made-by-agent.txt');
  await expect(main.calls).toHaveAttribute('data-state', 'waiting');
  await app.postAll('/hooks/claude-code', payloads.slice(5, 6));
  await expect(main.sessions).toHaveAttribute('data-state', 'working');
  await expect(main.calls).toHaveAttribute('data-state', 'success');
});

test('the duration of a running call counts until the call ends', async ({ app, main }) => {
  const payloads = recorded('claude-code-tools-and-subagents.jsonl');
  await app.postAll('/hooks/claude-code', payloads.slice(0, 3));
  await expect(main.calls).toHaveAttribute('data-state', 'running');
  await expect(main.calls).toContainText(/[1-9](\.\d+)? s/);
  await app.postAll('/hooks/claude-code', payloads.slice(3, 4));
  await expect(main.calls).toHaveAttribute('data-state', 'success');
});

test('choosing a session shows its calls alone', async ({ app, main }) => {
  await app.postAll('/hooks/codex', recorded('codex-tools.jsonl'));
  await app.postAll('/hooks/gemini', recorded('gemini-cli-tools.jsonl'));
  await expect(main.calls).toHaveCount(7);
  const gemini = main.page.locator('[data-session="d05ee588-5a4f-4b49-b0be-f90fa42c4063"]');
  await gemini.click();
  await expect(main.calls).toHaveCount(4);
});
