import type { AgentId, AgentStatus, HookPlan, HookRequest } from '../../../shared/hooks';
import type { Bridge } from '../../../shared/ipc';
import { messageOf } from '../../../shared/message-of';

/** The agents on this machine, and what the user is about to do with one. */
export class Agents {
  /** Null until they were looked for. */
  list = $state.raw<AgentStatus[] | null>(null);
  /** What is shown for the user to agree to. */
  plan = $state.raw<HookPlan | null>(null);
  /** Why the last thing asked for was not done, in words. */
  problem = $state<string | null>(null);
  /** Something is under way. */
  busy = $state(false);
  /** The agent that was connected just now. */
  connected = $state<AgentId | null>(null);

  constructor(private readonly bridge: Pick<Bridge, 'agents' | 'planHooks' | 'applyHooks'>) {}

  load(): Promise<void> {
    return this.#try(async () => {
      this.list = await this.bridge.agents();
    });
  }

  /** Asks what would be changed, and shows it. */
  propose(request: HookRequest): Promise<void> {
    return this.#try(async () => {
      this.connected = null;
      this.plan = await this.bridge.planHooks(request);
    });
  }

  /** Does what is shown. */
  agree(): Promise<void> {
    return this.#try(async () => {
      if (!this.plan) return;
      const { agent, action, fingerprint } = this.plan;
      const status = await this.bridge.applyHooks({ agent, action, fingerprint });
      this.list = this.list?.map((known) => (known.id === agent ? status : known)) ?? null;
      this.connected = action === 'install' ? agent : null;
      this.plan = null;
    });
  }

  /** Leaves everything as it is. */
  dismiss(): void {
    this.plan = null;
    this.problem = null;
  }

  async #try(action: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await action();
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  }
}
