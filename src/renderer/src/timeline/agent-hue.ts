const HUES = 5;

/** The colour of a session's n-th sub-agent, the same wherever it shows. */
export function agentHue(index: number): string {
  return `var(--agent-${index % HUES})`;
}
