import { isJsonObject, type EventDraft } from './events';

/** What the readers here need of an event: who sent it, and what was sent. */
type Sent = Pick<EventDraft, 'source' | 'type' | 'data'>;

/** The value of an own property of a JSON object; undefined for anything else. */
export function valueAt(object: unknown, key: string): unknown {
  return isJsonObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The same where it is a text that says something; null for anything else. */
export function textAt(object: unknown, key: string): string | null {
  const value = valueAt(object, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The first of these properties that is a text that says something; null where none is. */
export function firstTextAt(object: unknown, ...keys: string[]): string | null {
  for (const key of keys) {
    const text = textAt(object, key);
    if (text !== null) return text;
  }
  return null;
}

/** What a tool was called with, as its agent wrote it; undefined where the payload does not tell. */
export function toolInput({ source, data }: Sent): unknown {
  switch (source) {
    case 'opencode':
      return (
        valueAt(valueAt(data, 'output'), 'args') ?? valueAt(valueAt(data, 'input'), 'args') ?? askedFor(data)
      );
    case 'claude-mpm':
    case 'api':
      return firstValue(data, ['tool_input', 'tool_parameters', 'input', 'parameters']);
    default:
      return valueAt(data, 'tool_input');
  }
}

/** What a tool answered, in the form a person wants to see; undefined where the payload does not tell. */
export function toolOutput({ source, data }: Sent): unknown {
  switch (source) {
    case 'opencode':
      return valueAt(valueAt(data, 'output'), 'output');
    case 'claude-mpm':
    case 'api':
      return firstValue(data, ['tool_response', 'tool_output', 'output', 'result', 'error']);
    case 'gemini':
      return geminiOutput(valueAt(data, 'tool_response'));
    default:
      return claudeOutput(valueAt(data, 'tool_response') ?? valueAt(data, 'error'));
  }
}

/** What the user asked for; null for events other than prompts, though some of them repeat it. */
export function promptText({ source, type, data }: Sent): string | null {
  if (type !== 'prompt') return null;
  if (source === 'opencode') return joinedTexts(valueAt(valueAt(data, 'output'), 'parts'));
  return firstText(data, ['prompt', 'prompt_text', 'message', 'text']);
}

/** What an event says in words: a notification, the agent's last message, a reason. Null where it says nothing. */
export function messageText({ source, data }: Sent): string | null {
  if (source === 'opencode') return opencodeMessage(valueAt(valueAt(data, 'input'), 'properties'));
  return firstText(data, MESSAGES);
}

const MESSAGES = [
  'message',
  'last_assistant_message',
  'prompt_response',
  'task_subject',
  'reason',
  'error',
  'notification',
  'response',
];

/** The id of the sub-agent that a call of the tool `Agent` ran, told at its end, and what it was for. */
export function launchedAgent(event: Sent): { id: string; description: string } | null {
  const response = valueAt(envelope(event.data), 'tool_response') ?? valueAt(event.data, 'tool_response');
  const id = textAt(response, 'agentId');
  const description = textAt(toolInput(event), 'description');
  return id === null || description === null ? null : { id, description };
}

/** OpenCode names what it asks by an id of its own, and answers under the same. */
export function requestId({ source, type, data }: Sent): string | null {
  if (source !== 'opencode') return null;
  const properties = valueAt(valueAt(data, 'input'), 'properties');
  if (type === 'permission_request') return textAt(properties, 'id') ?? textAt(valueAt(data, 'input'), 'id');
  return textAt(properties, 'requestID') ?? textAt(properties, 'permissionID');
}

// Senders of the plain shape put their fields beside the type or into an envelope named `data`.
function envelope(data: unknown): unknown {
  return valueAt(data, 'data');
}

function firstValue(data: unknown, keys: readonly string[]): unknown {
  for (const object of [data, envelope(data)]) {
    for (const key of keys) {
      const value = valueAt(object, key);
      if (value !== undefined && value !== null) return value;
    }
  }
  return undefined;
}

function firstText(data: unknown, keys: readonly string[]): string | null {
  return firstTextAt(data, ...keys) ?? firstTextAt(envelope(data), ...keys);
}

/** Claude Code wraps what its own tools print and read; what others answer is shown as it is. */
function claudeOutput(response: unknown): unknown {
  const printed = [textAt(response, 'stdout'), textAt(response, 'stderr')].filter((text) => text !== null);
  if (printed.length > 0) return printed.join('\n');
  return (
    textAt(valueAt(response, 'file'), 'content') ?? joinedTexts(valueAt(response, 'content')) ?? response
  );
}

/** What Gemini CLI shows its user, else what it tells its model. */
function geminiOutput(response: unknown): unknown {
  const shown = valueAt(response, 'returnDisplay');
  const text = typeof shown === 'string' ? shown : textAt(shown, 'fileDiff');
  if (text) return text;
  const content = valueAt(response, 'llmContent');
  return joinedTexts(content) ?? content ?? response;
}

/** The texts of a list of parts such as `{type: "text", text}`; null where there are none. */
function joinedTexts(parts: unknown): string | null {
  if (!Array.isArray(parts)) return null;
  const texts = parts.map((part) => textAt(part, 'text')).filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join('\n');
}

/** OpenCode's questions tell the commands or paths that they are about, but not the whole input of the call. */
function askedFor(data: unknown): unknown {
  const input = valueAt(data, 'input');
  const question = valueAt(input, 'properties') ?? input;
  const patterns = valueAt(question, 'patterns') ?? valueAt(question, 'pattern');
  return Array.isArray(patterns)
    ? patterns.filter((pattern) => typeof pattern === 'string').join(', ')
    : patterns;
}

function opencodeMessage(properties: unknown): string | null {
  const error = valueAt(properties, 'error');
  return (
    textAt(valueAt(error, 'data'), 'message') ??
    textAt(error, 'message') ??
    firstText(properties, ['message', 'title', 'text'])
  );
}
