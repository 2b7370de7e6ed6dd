import { textAt, valueAt } from '../../../../shared/payload';
import { factsSection, hint, present, textSection } from '../make-sections';
import type { Remark, Section } from '../sections';
import { numberAt, silence, type CallData } from './call-data';

/** A command, what it printed, and how it ended. */
export function shellSections(data: CallData): Section[] {
  const { input } = data;
  return present(
    textSection('Command', commandOf(input), { look: 'command', language: 'shellscript' }),
    factsSection([
      { name: 'Purpose', text: textAt(input, 'description') },
      { name: 'Folder', text: textAt(input, 'workdir') ?? textAt(input, 'directory'), code: true },
      { name: 'Timeout', text: timeoutOf(input) },
      { name: 'Runs', text: valueAt(input, 'run_in_background') === true ? 'in the background' : null },
    ]),
    ...printed(data),
  );
}

/** The command that is run: of `sh -c script` the script. */
function commandOf(input: unknown): string {
  const command = valueAt(input, 'command') ?? valueAt(input, 'cmd') ?? input;
  if (!Array.isArray(command)) return typeof command === 'string' ? command : '';
  const words = command.filter((word) => typeof word === 'string');
  return words.length === 3 && /^-\w*c$/.test(words[1] ?? '') ? (words[2] ?? '') : words.join(' ');
}

function timeoutOf(input: unknown): string | null {
  const timeout = numberAt(input, 'timeout');
  return timeout === null ? null : `${timeout} ms`;
}

function printed(data: CallData): Section[] {
  const { response, output, error } = data;
  const remark = exitRemark(data);
  const [stdout, stderr] = [textAt(response, 'stdout'), textAt(response, 'stderr')];
  if (stdout !== null || stderr !== null) {
    return present(
      stdout !== null && textSection('Output', stdout, { look: 'terminal', remark }),
      stderr !== null &&
        textSection('Error output', stderr, {
          look: 'terminal',
          remark: stdout === null ? remark : undefined,
        }),
    );
  }
  const text = typeof output === 'string' ? withoutExitLine(output) : '';
  if (text.trim() !== '') return [textSection('Output', text, { look: 'terminal', remark })];
  if (error !== null) return [textSection('Error', error, { look: 'terminal', bad: true, remark })];
  return [
    hint(data.stop && !data.open ? `It printed nothing${remark ? `: ${remark.text}` : ''}.` : silence(data)),
  ];
}

/** The exit code, as far as the agent tells it. */
function exitRemark({ error, response }: CallData): Remark | undefined {
  const told = numberAt(valueAt(response, 'metadata'), 'exit') ?? numberAt(response, 'exit_code');
  const code = told ?? Number(/^Exit code (-?\d+)/.exec(error ?? '')?.[1] ?? NaN);
  if (Number.isNaN(code)) return undefined;
  return { text: `exit code ${code}`, bad: code !== 0 };
}

/** Claude Code begins what a failed command printed with its exit code, which stands in the heading. */
function withoutExitLine(output: string): string {
  return output.replace(/^Exit code -?\d+(?:\n|$)/, '');
}
