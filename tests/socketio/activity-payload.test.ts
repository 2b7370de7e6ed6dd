import { describe, expect, test } from 'vitest';
import type { MonitorEvent, Source } from '../../src/shared/events';
import { launchedAgent, messageText, promptText, toolInput, toolOutput } from '../../src/shared/payload';
import { eventsOf, madeUp, SAMPLE_NAMES, stepsOf, type Payload, type SampleName } from '../support/samples';

function eventsOfType(name: SampleName, type: string): MonitorEvent[] {
  return eventsOf(stepsOf(name)).filter((event) => event.type === type);
}

function eventOf(source: Source, data: Payload, type = 'tool_stop'): MonitorEvent {
  return madeUp({ seq: 1, source, data, type });
}

describe('tool input', () => {
  test.each(SAMPLE_NAMES)('input is the same at start and stop in %s', (name) => {
    const starts = eventsOfType(name, 'tool_start');
    expect(starts.length).toBeGreaterThan(0);
    for (const start of starts) {
      const stop = eventsOfType(name, 'tool_stop').find(
        ({ tool_use_id }) => tool_use_id === start.tool_use_id,
      );
      expect(toolInput(start)).toBeTypeOf('object');
      expect(stop && toolInput(stop)).toEqual(toolInput(start));
    }
  });

  test.each<[Source, Payload]>([
    [
      'claude-mpm',
      { type: 'hook', subtype: 'pre_tool', data: { tool_name: 'Bash', tool_parameters: { command: 'ls' } } },
    ],
    ['api', { type: 'tool_start', input: { command: 'ls' } }],
    ['api', { type: 'tool_start', tool_input: { command: 'ls' } }],
    ['api', { type: 'tool_start', data: { parameters: { command: 'ls' } } }],
    ['cursor', { tool_input: { command: 'ls' } }],
    ['copilot', { tool_input: { command: 'ls' } }],
  ])('input is found in the shape of %s', (source, data) => {
    expect(toolInput(eventOf(source, data))).toEqual({ command: 'ls' });
  });

  test('input is undefined when the payload tells none', () => {
    expect(toolInput(eventOf('claude-code', {}))).toBeUndefined();
    expect(toolInput(eventOf('opencode', { input: 7, output: null }))).toBeUndefined();
  });
});

describe('tool output', () => {
  test.each<[SampleName, unknown[]]>([
    ['codex', ['hello\n', '', '']],
    [
      'gemini',
      ['hello', expect.stringContaining('+# Notes'), '# Notes\nfirst line\n', 'Command exited with code: 3'],
    ],
    ['opencode', ['hello\n', 'Wrote file successfully.', '(no output)']],
  ])('output is what a person wants to see in %s', (name, outputs) => {
    expect(eventsOfType(name, 'tool_stop').map(toolOutput)).toEqual(outputs);
  });

  test('output is what a person wants to see in claude-code', () => {
    const shown = eventsOfType('claude-code sub-agents', 'tool_stop').map((event) => [
      event.tool,
      toolOutput(event),
    ]);
    expect(shown.slice(0, 7)).toEqual([
      ['Bash', expect.stringMatching(/^hello\ntotal 16/)],
      ['Write', expect.objectContaining({ type: 'create', content: '# Notes\n\nfirst line\n' })],
      ['Glob', expect.objectContaining({ filenames: ['README.md', 'notes.md'] })],
      ['Bash', 'parallel'],
      ['Read', '# Notes\n\nfirst line\n'],
      ['Edit', expect.objectContaining({ newString: 'second line' })],
      ['Bash', 'Exit code 3'],
    ]);
    expect(shown.at(-1)).toEqual(['Agent', 'Subagent found 3 lines.']);
  });

  test.each<[string, Source, Payload, unknown]>([
    ['both streams', 'claude-code', { tool_response: { stdout: 'out', stderr: 'err' } }, 'out\nerr'],
    ['a plain text', 'claude-code', { tool_response: 'text' }, 'text'],
    [
      'parts',
      'claude-code',
      { tool_response: { content: [{ type: 'text', text: 'a' }, { text: 'b' }] } },
      'a\nb',
    ],
    [
      'the model’s text',
      'gemini',
      { tool_response: { llmContent: [{ text: 'a' }], returnDisplay: '' } },
      'a',
    ],
    ['an error', 'gemini', { tool_response: { error: 'no' } }, { error: 'no' }],
    ['an enveloped one', 'claude-mpm', { data: { output: 'done' } }, 'done'],
    ['a plain one', 'api', { result: [1] }, [1]],
    ['none', 'api', {}, undefined],
  ])('output is %s of %s', (_, source, data, output) => {
    expect(toolOutput(eventOf(source, data))).toEqual(output);
  });
});

describe('texts', () => {
  test.each<[SampleName, string]>([
    ['claude-code permissions', 'tidy the notes'],
    ['codex', 'tidy up the notes'],
    ['gemini', 'tidy up the notes'],
    ['opencode', '"tidy up the notes"'],
  ])('prompt of %s is found, and only in its prompts', (name, prompt) => {
    const told = eventsOf(stepsOf(name)).flatMap((event) => promptText(event) ?? []);
    expect(told).toEqual([prompt]);
  });

  test.each<[SampleName, string]>([
    ['claude-code permissions', 'All done.'],
    ['codex', 'All done.'],
    ['gemini', 'All done.'],
  ])('last message of %s is found', (name, message) => {
    expect(eventsOfType(name, 'turn_stop').map(messageText)).toEqual([message]);
  });

  test.each<[string, Source, Payload, string | null]>([
    [
      'notification',
      'claude-code',
      { message: 'Claude needs your permission' },
      'Claude needs your permission',
    ],
    ['reason', 'claude-code', { reason: 'logout' }, 'logout'],
    ['enveloped message', 'claude-mpm', { data: { message: 'hi' } }, 'hi'],
    [
      'error',
      'opencode',
      { input: { properties: { error: { data: { message: 'no model' } } } } },
      'no model',
    ],
    ['nothing', 'opencode', { input: { properties: { sessionID: 's' } } }, null],
    ['nothing', 'api', { message: 7 }, null],
  ])('message of a %s is found in the shape of %s', (_, source, data, message) => {
    expect(messageText(eventOf(source, data, 'notification'))).toBe(message);
  });

  test('launched sub-agents are told with their purpose by the calls that ran them', () => {
    const launched = eventsOfType('claude-code sub-agents', 'tool_stop').flatMap(
      (event) => launchedAgent(event) ?? [],
    );
    expect(launched).toEqual([
      { id: 'a7fd424e7a19a8339', description: 'Explore files' },
      { id: 'ac9d0cdb96f500d90', description: 'Count files' },
    ]);
  });
});
