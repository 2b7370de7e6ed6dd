/** What somebody tries out first. */
export const FIRST_EVENT = { type: 'tool_start', tool: 'Read', session_id: 'try-it' };

/** A command that posts one event. */
export function postCommand(port: number): string {
  return (
    `curl http://localhost:${port}/api/events \\\n` +
    `  -H 'Content-Type: application/json' \\\n` +
    `  -d '${JSON.stringify(FIRST_EVENT)}'`
  );
}
