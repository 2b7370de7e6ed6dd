import { launchedAgent, textAt, valueAt } from '../../../../shared/payload';
import { count, duration } from '../../lib/format';
import { factsSection, hint, present, textSection } from '../make-sections';
import type { Section } from '../sections';
import { errorSection, numberAt, outputText, silence, type CallData } from './call-data';

/** A sub-agent: what it was told, what it did, and what it answered. */
export function agentSections(data: CallData): Section[] {
  const { input, response, stop } = data;
  const agentId = (stop && launchedAgent(stop)?.id) ?? textAt(response, 'agentId');
  const [tokens, took] = [numberAt(response, 'totalTokens'), numberAt(response, 'totalDurationMs')];
  const prompt = textAt(input, 'prompt');
  const answer = outputText(data);
  return present(
    factsSection([
      { name: 'For', text: textAt(input, 'description') },
      { name: 'Type', text: textAt(input, 'subagent_type') ?? textAt(response, 'agentType') },
      { name: 'Model', text: textAt(response, 'resolvedModel') ?? textAt(input, 'model') },
      { name: 'Tokens', text: tokens === null ? null : count(tokens) },
      { name: 'Took', text: took === null ? null : duration(took) },
      { name: 'Runs', text: valueAt(input, 'run_in_background') === true ? 'in the background' : null },
    ]),
    prompt !== null && textSection('Prompt', prompt, { look: 'prose' }),
    agentId !== null && { kind: 'calls', title: 'Its calls', agentId },
    errorSection(data),
    data.error === null &&
      (answer === null ? hint(silence(data)) : textSection('Result', answer, { look: 'prose' })),
  );
}
