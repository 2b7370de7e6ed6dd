/** The hooks of Claude Code that Tooltrail makes something of. */
const HOOKS = [
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PermissionRequest',
  'PermissionDenied',
  'Notification',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'StopFailure',
  'PreCompact',
  'PostCompact',
  'SessionEnd',
] as const;

/** What goes into Claude Code's `settings.json`, so that its hooks post to the port. */
export function hookSettings(port: number): string {
  const command =
    `curl -s -m 2 -H 'Content-Type: application/json' --data-binary @- ` +
    `http://localhost:${port}/hooks/claude-code || true`;
  const entry = JSON.stringify([{ hooks: [{ type: 'command', command, async: true }] }]);
  const lines = HOOKS.map((hook) => `    "${hook}": ${entry}`);
  return `{\n  "hooks": {\n${lines.join(',\n')}\n  }\n}`;
}

/** A command that posts one event. */
export function postCommand(port: number): string {
  return (
    `curl http://localhost:${port}/api/events \\\n` +
    `  -H 'Content-Type: application/json' \\\n` +
    `  -d '{"type": "tool_start", "tool": "Read", "session_id": "try-it"}'`
  );
}
