import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OVERTAKE_MS, Span } from '../../src/shared/activity/span';

/** `s` starts, `e` ends and `a` is something begun in it, each with its time in seconds: `s0 e60 a70`. */
function spanOf(story: string): Span {
  const span = new Span();
  for (const part of story.split(' ').filter(Boolean)) {
    const at = Number(part.slice(1)) * 1000;
    if (part.startsWith('s')) span.started(at);
    else if (part.startsWith('e')) span.ended(at);
    else span.acted(at);
  }
  return span;
}

describe('span', () => {
  test.each([
    ['', 'nothing is known'],
    ['s0', 'it started'],
    ['s0 e60 s120', 'it started again'],
    ['s0 s1 e2', 'only one of two starts near each other ended'],
    ['s0 e60 s62', 'it started again soon after a long time'],
    ['s0 e60 a66', 'something began in it long after its end'],
    ['a0', 'something began in it'],
  ])('span is not over when %j: %s', (story) => {
    expect(spanOf(story).isOver).toBe(false);
  });

  test.each([
    ['e0', 'its start was not seen'],
    ['s0 e60', 'it ended'],
    ['s0 e0', 'it ended at once'],
    ['e0 s1', 'its end overtook its start'],
    ['s0 s60 e62', 'a short time follows one that was broken off'],
    ['s0 e60 a64', 'its end was overtaken by what began in it'],
    ['s0 e20 e40 s41', 'a start was overtaken by its end after another end'],
  ])('span is over when %j: %s', (story) => {
    expect(spanOf(story).isOver).toBe(true);
  });

  test('span says the same when it is told in any order', () => {
    const time = fc.integer({ min: 0, max: 40_000 });
    const told = fc.array(fc.tuple(fc.constantFrom('started', 'ended', 'acted'), time), { maxLength: 30 });
    const both = told.chain((story) =>
      fc.tuple(fc.constant(story), fc.shuffledSubarray(story, { minLength: story.length })),
    );
    fc.assert(
      fc.property(both, ([story, other]) => {
        const [one, two] = [new Span(), new Span()];
        for (const [what, at] of story) one[what](at);
        for (const [what, at] of other) two[what](at);
        expect([two.isOver, two.goneBefore, two.lastSign]).toEqual([
          one.isOver,
          one.goneBefore,
          one.lastSign,
        ]);
      }),
    );
  });

  test('span leaves nothing that began in it when it is over', () => {
    expect(spanOf('s0 e60').goneBefore).toBe(Infinity);
  });

  test('span leaves what began shortly before when it started anew', () => {
    expect(spanOf('s0 e60 s120').goneBefore).toBe(120_000 - OVERTAKE_MS);
  });

  test('span remembers no more than the newest marks when it starts and ends for ever', () => {
    const span = new Span();
    for (let at = 0; at < 10_000; at++) {
      span.started(at * 10);
      span.ended(at * 10 + 1);
    }
    expect(span.isOver).toBe(true);
    span.started(200_000);
    expect(span.isOver).toBe(false);
  });
});
