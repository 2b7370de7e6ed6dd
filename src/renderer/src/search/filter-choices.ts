/** The types of events to choose from, and what a person would call them. */
export const TYPE_NAMES: Record<string, string> = {
  prompt: 'Prompts',
  tool_start: 'Calls begun',
  tool_stop: 'Calls ended',
  turn_stop: 'Turns ended',
  turn_error: 'Turns failed',
  permission_request: 'Permission requests',
  notification: 'Notifications',
  subagent_start: 'Sub-agents started',
  subagent_stop: 'Sub-agents ended',
  session_start: 'Sessions started',
  session_end: 'Sessions ended',
  compact_start: 'Compactions',
};

const HOUR = 60 * 60 * 1000;

export const TIMES = ['Last hour', 'Today', 'Last 24 hours', 'Last 7 days', 'Last 30 days'] as const;

/** When a choice of time begins, ms since the epoch. */
export function timeStart(choice: string, now: number): number {
  switch (choice) {
    case 'Last hour':
      return now - HOUR;
    case 'Today':
      return new Date(now).setHours(0, 0, 0, 0);
    case 'Last 24 hours':
      return now - 24 * HOUR;
    case 'Last 7 days':
      return now - 7 * 24 * HOUR;
    default:
      return now - 30 * 24 * HOUR;
  }
}
