import type { AgentId } from '../../shared/hooks';
import type { Place } from './place';

/** What an agent's hooks are made from. */
export interface Wiring {
  /** The forwarder's own path. */
  forwarder: string;
  /** The agent's version; null where it is not known, which is taken for a current one. */
  version: string | null;
  platform: NodeJS.Platform;
}

/** What a file of an agent's says of our hooks in it. `why`: in words, for `stale`. */
export type Finding = { state: 'connected' | 'off' } | { state: 'stale'; why: string };

/** How one agent is connected: one file of its own is changed, and nothing else. */
export interface Agent {
  id: AgentId;
  name: string;
  /** How its program is called. */
  program: string;
  /** Where it keeps its files; it counts as present when this is there. */
  folder: (place: Place) => string;
  /** The file that is changed. */
  file: (place: Place) => string;
  /**
   * The file's content with our hooks as they should be; the same text where they are.
   *
   * @param text null where there is no file
   * @throws NotJson and UnexpectedShape where it is not to be touched
   */
  connect: (text: string | null, wiring: Wiring) => string;
  /** The file's content without our hooks; null where the file was there for them alone. */
  disconnect: (text: string) => string | null;
  inspect: (text: string, wiring: Wiring) => Finding;
  /** Why hooks cannot run in this version; null where they can. */
  unsupported: (version: string) => string | null;
  /** What keeps hooks from running, and what the user has to do. `text` is the agent's file. */
  notes: (place: Place, text: string | null) => string[];
}

/** Whether a version is at least another: numbers parted by dots. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = version.split('.').map(Number);
  for (const [index, part] of wanted.split('.').map(Number).entries()) {
    const difference = (have[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
