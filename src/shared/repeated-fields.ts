/** What Claude Code says in every hook, whatever has happened. */
export const COMMON_FIELDS = [
  'session_id',
  'transcript_path',
  'agent_transcript_path',
  'cwd',
  'hook_event_name',
  'permission_mode',
  'prompt_id',
] as const;

/** What agents repeat in every payload. Finding every event of a folder by its name would help nobody. */
export const REPEATED_FIELDS: ReadonlySet<string> = new Set([...COMMON_FIELDS, 'tool_use_id']);
