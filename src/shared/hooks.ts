import { z } from 'zod';

/** The agents that Tooltrail can connect by itself. */
export const agentIdSchema = z.enum(['claude-code', 'codex', 'gemini', 'opencode']);
export type AgentId = z.infer<typeof agentIdSchema>;
export const AGENT_IDS = agentIdSchema.options;

/** Installing what is installed already repairs it. */
const hookActionSchema = z.enum(['install', 'remove']);
export type HookAction = z.infer<typeof hookActionSchema>;

/** How an agent on this machine stands. */
export interface AgentStatus {
  id: AgentId;
  name: string;
  /** Its program or its folder is on this machine. */
  found: boolean;
  /** As the program tells; null where there is none, or it does not tell. */
  version: string | null;
  /** The file of the agent's that hooks are written to. */
  file: string;
  /**
   * `stale`: hooks of ours are there, but not as they should be. `blocked`: the file cannot be changed, and `detail`
   * says why.
   */
  state: 'connected' | 'stale' | 'off' | 'blocked';
  /** What is wrong, in words; null where all is well. */
  detail: string | null;
  /** What keeps hooks from running although they are installed, and what is left for the user to do. */
  notes: string[];
}

/** A line of a change, with its sign. */
export interface DiffLine {
  sign: ' ' | '+' | '-';
  text: string;
}

/** What would be done to an agent's file. */
export interface HookPlan {
  agent: AgentId;
  action: HookAction;
  file: string;
  /** The change in pieces, each with the lines around it; empty where there is nothing to do. */
  hunks: DiffLine[][];
  notes: string[];
  /** Stands for this very change: only what was shown is done. */
  fingerprint: string;
}

/** Something to be done with an agent. */
export const hookRequestSchema = z.strictObject({ agent: agentIdSchema, action: hookActionSchema });
export type HookRequest = z.infer<typeof hookRequestSchema>;

/** What the user agreed to. */
export const agreedPlanSchema = hookRequestSchema.extend({ fingerprint: z.string().max(128) });
export type AgreedPlan = z.infer<typeof agreedPlanSchema>;
