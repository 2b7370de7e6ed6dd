import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node } from 'jsonc-parser';
import type { JsonDocument } from './json-document';
import { memberOf, propertyOf } from './json-document';

/** Hooks that are not what the agent's documentation says they are. The message says which. */
export class UnexpectedShape extends Error {
  override name = 'UnexpectedShape';
}

/** What an agent runs at one of its events. */
export interface Handler {
  name?: string;
  type: 'command';
  command: string;
  async?: boolean;
  /** In the agent's own unit. */
  timeout?: number;
}

/** The handlers that are ours, or shall be: event → handler. */
export type Entries = ReadonlyMap<string, Handler>;

/** A command that runs a forwarder of ours, wherever it is installed. */
const OURS = /[\\/]tooltrail-hook(?:\.cmd)?(?=['"\s]|$)/;

/** A handler of ours as it stands in a file. */
export interface Found {
  event: string;
  handler: Record<string, unknown>;
}

/**
 * The handlers of ours that a file has, in its order.
 *
 * @throws UnexpectedShape
 */
export function foundIn(document: JsonDocument): Found[] {
  return ownNodes(document).map(({ event, node }) => ({
    event,
    handler: { ...(getNodeValue(node) as Record<string, unknown>) },
  }));
}

/** Whether a file has just these handlers of ours, each once. */
export function isAsWanted(found: readonly Found[], wanted: Entries): boolean {
  return (
    found.length === wanted.size &&
    found.every(({ event, handler }) => isDeepStrictEqual(handler, wanted.get(event)))
  );
}

/**
 * Puts handlers in, each in a group of its own at the end of its event's.
 *
 * @throws UnexpectedShape where an event's hooks are no list
 */
export function addEntries(document: JsonDocument, wanted: Entries): void {
  for (const [event, handler] of wanted) {
    const group = { hooks: [{ ...handler }] };
    const hooks = hooksOf(document);
    const groups = hooks && groupsOf(hooks, event);
    if (!hooks) document.addMember(document.root, 'hooks', { [event]: [group] });
    else if (!groups) document.addMember(hooks, event, [group]);
    else document.addItem(groups, group);
  }
}

/**
 * Takes our handlers out, and what held nothing else: their groups, events and the hooks altogether.
 *
 * @throws UnexpectedShape
 */
export function stripEntries(document: JsonDocument): void {
  for (let own = ownNodes(document); own.length > 0; own = ownNodes(document)) {
    document.remove(outermost(own[0]!.node, document.root));
  }
}

/** The largest part of the document that is there for this handler alone. */
function outermost(handler: Node, root: Node): Node {
  const list = handler.parent!;
  if (list.children!.length > 1) return handler;
  const group = list.parent!.parent!;
  const groups = group.parent!;
  if (groups.children!.length > 1) return group;
  const event = groups.parent!;
  const hooks = event.parent!;
  return hooks.children!.length > 1 ? event : propertyOf(root, 'hooks')!;
}

function ownNodes(document: JsonDocument): { event: string; node: Node }[] {
  const hooks = hooksOf(document);
  const own: { event: string; node: Node }[] = [];
  for (const property of hooks?.children ?? []) {
    const event = String(property.children![0]!.value);
    // Only the last of several members with one name counts for the agent.
    if (property.children![1]?.type !== 'array' || propertyOf(hooks, event) !== property) continue;
    for (const group of property.children![1].children!) {
      const handlers = memberOf(group, 'hooks');
      for (const node of handlers?.type === 'array' ? handlers.children! : []) {
        const command: unknown = memberOf(node, 'command')?.value;
        if (typeof command === 'string' && OURS.test(command)) own.push({ event, node });
      }
    }
  }
  return own;
}

function hooksOf(document: JsonDocument): Node | undefined {
  if (document.root.type !== 'object') throw new UnexpectedShape('it must hold a JSON object');
  const hooks = memberOf(document.root, 'hooks');
  if (hooks && hooks.type !== 'object') throw new UnexpectedShape('"hooks" must be an object');
  return hooks;
}

function groupsOf(hooks: Node, event: string): Node | undefined {
  const groups = memberOf(hooks, event);
  if (!groups) return undefined;
  if (groups.type !== 'array') throw new UnexpectedShape(`"hooks.${event}" must be a list`);
  for (const [index, group] of groups.children!.entries()) {
    if (memberOf(group, 'hooks')?.type !== 'array') {
      throw new UnexpectedShape(`"hooks.${event}[${index}]" must be an object with a list "hooks"`);
    }
  }
  return groups;
}
