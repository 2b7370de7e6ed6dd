/** What somebody tries out first. */
export const FIRST_EVENT = { type: 'tool_start', tool: 'Read', session_id: 'try-it' };

/** A command that posts one event. On Windows it is PowerShell's: that hands quotation marks to curl in two ways. */
export function postCommand(port: number, platform: string | undefined): string {
  const url = `http://localhost:${port}/api/events`;
  const body = `'${JSON.stringify(FIRST_EVENT)}'`;
  if (platform === 'win32')
    return `Invoke-RestMethod ${url} -Method Post \`\n  -ContentType application/json \`\n  -Body ${body}`;
  return `curl ${url} \\\n  -H 'Content-Type: application/json' \\\n  -d ${body}`;
}
