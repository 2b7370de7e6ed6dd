/** What agents repeat in every payload. Finding every event of a folder by its name would help nobody. */
export const REPEATED_FIELDS = new Set([
  'session_id',
  'transcript_path',
  'agent_transcript_path',
  'cwd',
  'hook_event_name',
  'permission_mode',
  'prompt_id',
  'tool_use_id',
]);
