import { expect, test } from 'vitest';
import { postCommand } from '../../src/renderer/src/welcome/snippets';

test.each(['linux', 'darwin', undefined])('the command to try out is curl’s on %s', (platform) => {
  expect(postCommand(8765, platform)).toMatch(/^curl http:\/\/localhost:8765\/api\/events \\\n/);
});

test("the command to try out is PowerShell’s on Windows, which goes on behind a ` and leaves texts in ' alone", () => {
  const command = postCommand(8765, 'win32');
  expect(command).toMatch(/^Invoke-RestMethod http:\/\/localhost:8765\/api\/events -Method Post `\n/);
  expect(command).toContain(`-Body '{"type":"tool_start",`);
  expect(command).not.toMatch(/curl|\\$/m);
});
