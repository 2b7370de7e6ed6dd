import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActivityModel } from '../../src/shared/activity/activity-model';
import { OVERTAKE_MS } from '../../src/shared/activity/span';
import {
  eventsOf,
  modelOf,
  RECORDED_AT,
  SAMPLE_NAMES,
  SAMPLES,
  stepsOf,
  type Payload,
  type SampleName,
  type Step,
} from '../support/samples';

/** All that must not depend on the order of arrival: everything but times, seqs, and the order among equals. */
function snapshot(model: ActivityModel, tellsDurations: boolean) {
  const sessions = [...model.sessions.values()].map(
    ({ firstAt: _f, lastAt: _l, current, agents, ...session }) => ({
      ...session,
      current: current?.key ?? null,
      agents: agents.map(({ index: _i, ...agent }) => agent).sort(by(({ id }) => id)),
    }),
  );
  const calls = model.entries().flatMap((entry) => {
    if (entry.kind === 'note') return [];
    const { at: _a, endedAt: _e, startSeq, stopSeq, durationMs, ...call } = entry;
    const seen = { start: startSeq !== null, stop: stopSeq !== null };
    return [{ ...call, seen, durationMs: tellsDurations ? durationMs : null }];
  });
  return { sessions: sessions.sort(by(({ key }) => key)), calls: calls.sort(by(({ key }) => key)) };
}

function by<Item>(name: (item: Item) => string) {
  return (one: Item, other: Item) => (name(one) < name(other) ? -1 : 1);
}

/** Whether durations come from the payloads. Else they are measured, and shuffling changes them. */
function tellsDurations(name: SampleName): boolean {
  return SAMPLES[name].calls.every(({ durationMs }) => durationMs !== null);
}

/** The steps in another order, a few ms apart: near enough for hooks that were started at the same time. */
function shuffled(steps: readonly Step[]): fc.Arbitrary<Step[]> {
  const order = fc.shuffledSubarray([...steps.keys()], { minLength: steps.length });
  const gaps = fc.array(fc.integer({ min: 0, max: 20 }), {
    minLength: steps.length,
    maxLength: steps.length,
  });
  return fc.tuple(order, gaps).map(([indices, waits]) => {
    let at = RECORDED_AT;
    return indices.map((index, position) => {
      at += waits[position] ?? 0;
      return { ...(steps[index] as Step), at };
    });
  });
}

/** The steps as slow networks deliver them: each one late by less than what counts as overtaking. */
function delayed(steps: readonly Step[]): fc.Arbitrary<Step[]> {
  const delay = fc.integer({ min: 0, max: OVERTAKE_MS / 2 - 1 });
  return fc
    .array(delay, { minLength: steps.length, maxLength: steps.length })
    .map((delays) => steps.map((step, index) => ({ ...step, at: step.at + (delays[index] ?? 0) })))
    .map((late) => late.sort((one, other) => one.at - other.at));
}

function played(steps: readonly Step[], durations = true) {
  return snapshot(modelOf(eventsOf(steps)), durations);
}

describe.each(SAMPLE_NAMES)('sample %s', (name) => {
  const durations = tellsDurations(name);

  test('model comes out the same when payloads arrive in any order', () => {
    const expected = played(stepsOf(name), durations);
    fc.assert(
      fc.property(shuffled(stepsOf(name)), (steps) => {
        expect(played(steps, durations)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('model comes out the same when payloads of a slow run are late', () => {
    const expected = played(stepsOf(name, 1500), durations);
    fc.assert(
      fc.property(delayed(stepsOf(name, 1500)), (steps) => {
        expect(played(steps, durations)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

test('model comes out the same when two runs are interleaved in any order', () => {
  const names = fc.tuple(fc.constantFrom(...SAMPLE_NAMES), fc.constantFrom(...SAMPLE_NAMES));
  const runs = names.filter(([one, other]) => one < other);
  const shuffledRuns = runs.chain(([one, other]) =>
    shuffled([...stepsOf(one), ...stepsOf(other)]).map((steps) => ({ one, other, steps })),
  );
  fc.assert(
    fc.property(shuffledRuns, ({ one, other, steps }) => {
      const apart = [played(stepsOf(one), false), played(stepsOf(other), false)];
      const together = played(steps, false);
      expect(together.sessions).toEqual(apart.flatMap(({ sessions }) => sessions).sort(by(({ key }) => key)));
      expect(together.calls).toEqual(apart.flatMap(({ calls }) => calls).sort(by(({ key }) => key)));
    }),
    { numRuns: 150 },
  );
});

describe('sessions of several turns', () => {
  /** One turn of a made-up run: its calls, whether the user breaks it off, and what is left open by that. */
  interface TurnPlan {
    commands: string[];
    brokenOff: boolean;
    asks: boolean;
  }
  const turn: fc.Arbitrary<TurnPlan> = fc.record({
    commands: fc.uniqueArray(fc.constantFrom('ls', 'pwd', 'npm test', 'git status'), { maxLength: 4 }),
    brokenOff: fc.boolean(),
    asks: fc.boolean(),
  });
  const plans = fc.array(turn, { minLength: 1, maxLength: 4 });

  function stepsOfPlan(plan: readonly TurnPlan[], agent: Step['agent'], turnIds: boolean): Step[] {
    const steps: Step[] = [];
    let at = RECORDED_AT;
    const add = (payload: Payload) => {
      steps.push({ agent, at, payload: { session_id: 's', cwd: '/home/dev/notes-app', ...payload } });
      at += 1500;
    };
    add({ hook_event_name: 'SessionStart', source: 'startup' });
    for (const [index, { commands, brokenOff, asks }] of plan.entries()) {
      const turnFields = turnIds ? { prompt_id: `turn-${index}`, turn_id: `turn-${index}` } : {};
      add({ hook_event_name: 'UserPromptSubmit', prompt: `prompt ${index}`, ...turnFields });
      for (const [number, command] of commands.entries()) {
        const call = { tool_name: 'Bash', tool_input: { command }, ...turnFields };
        const id = { tool_use_id: `call-${index}-${number}` };
        add({ hook_event_name: 'PreToolUse', ...call, ...id });
        if (asks) add({ hook_event_name: 'PermissionRequest', ...call });
        if (brokenOff && number === commands.length - 1) break;
        add({ hook_event_name: 'PostToolUse', tool_response: 'ok', ...call, ...id });
      }
      if (!brokenOff) add({ hook_event_name: 'Stop', ...turnFields });
      // People take their time to read the answer. What follows faster than hooks overtake each other is not decidable.
      at += 3 * OVERTAKE_MS;
    }
    return steps;
  }

  test.each(['claude-code', 'codex'] as const)(
    'model comes out the same when payloads of %s are late',
    (agent) => {
      const runs = plans.chain((plan) => {
        const steps = stepsOfPlan(plan, agent, true);
        return delayed(steps).map((late) => ({ steps, late }));
      });
      fc.assert(
        fc.property(runs, ({ steps, late }) => {
          expect(played(late, false)).toEqual(played(steps, false));
        }),
        { numRuns: 150 },
      );
    },
  );

  test('model comes out the same when payloads of an agent without turn ids are late', () => {
    // After a turn that never ended, a start and an end near each other may be a short turn, or the end of the old one
    // and the start of a new one: there the order is all there is.
    const endingPlans = plans.map((plan) =>
      plan.map((each, index) => ({ ...each, brokenOff: each.brokenOff && index === plan.length - 1 })),
    );
    const runs = endingPlans.chain((plan) => {
      const steps = stepsOfPlan(plan, 'claude-code', false);
      return delayed(steps).map((late) => ({ steps, late }));
    });
    fc.assert(
      fc.property(runs, ({ steps, late }) => {
        expect(played(late, false)).toEqual(played(steps, false));
      }),
      { numRuns: 150 },
    );
  });

  test('session is what the last turn makes it when turns were broken off', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), (plan, turnIds) => {
        const model = modelOf(eventsOf(stepsOfPlan(plan, 'claude-code', turnIds)));
        const last = plan.at(-1) as TurnPlan;
        const asked = last.brokenOff && last.asks && last.commands.length > 0;
        const expected = asked ? 'waiting' : last.brokenOff ? 'working' : 'idle';
        expect(model.sessions.get('s')?.state).toBe(expected);
        expect(model.sessions.get('s')?.prompt).toBe(`prompt ${plan.length - 1}`);
        for (const entry of model.entries()) {
          if (entry.kind === 'note' || entry.turnId === `turn-${plan.length - 1}`) continue;
          if (turnIds) expect(entry.state).toMatch(/^(success|unfinished)$/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
