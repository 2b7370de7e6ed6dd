import { normalizeEvent, normalizeHook, type HookAgent } from '../../src/main/server/normalize';
import type { EventDraft } from '../../src/shared/events';
import type { Payload } from './samples';

/** When what is normalized here arrives. */
export const NOW = 1_795_000_000_000;
export const arrival = { receivedAt: NOW, trusted: true, mintId: () => 'minted' };

/** A hook's payload as an event that arrives now, with the token. */
export const hook = (agent: HookAgent, payload: Payload): EventDraft =>
  normalizeHook(agent, payload, arrival);

/** The same of a plain event. */
export const event = (payload: Payload): EventDraft => normalizeEvent(payload, arrival);
