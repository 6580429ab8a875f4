import { from, take, type ObservableInput } from 'rxjs';
import { has, unfit, type Rule } from '../check.js';
import type { BatchContext, StageContext } from '../context.js';
import { quote } from '../quote.js';
import { AttemptContext } from './attempt-context.js';
import type { Answer, Batch, Member } from './batch.js';
import { OBSERVABLE } from './input/input-source.js';
import type { StagePlan } from './plan.js';

const PROJECTED: Rule = ['a promise or an Observable of one answer', (value) => has(value, OBSERVABLE) || has(value, 'then')];

/** The second argument of the project. */
class RequestContext implements BatchContext {
  private made: readonly StageContext[] | undefined = undefined;

  constructor(
    private readonly asked: readonly Member[],
    private readonly attempt: StageContext,
  ) {}

  get signal(): AbortSignal {
    return this.attempt.signal;
  }

  get branches(): readonly StageContext[] {
    return (this.made ??= this.asked.map((member) => new AttemptContext(member.branch, member)));
  }
}

/**
 * Makes the request of a batch.
 *
 * @throws what the project throws; TypeError if it returns neither a promise nor an Observable
 */
export function request({ name, project }: StagePlan, batch: Batch, context: StageContext): unknown {
  const asked = batch.waiting;
  batch.asked = asked;
  batch.request = context;
  const inputs = asked.map(({ branch }) => branch.input);
  const returned = project(inputs, new RequestContext(asked, context) as never);
  if (has(returned, OBSERVABLE)) return from(returned as unknown as ObservableInput<unknown>).pipe(take(1));
  if (!PROJECTED[1](returned)) throw unfit(`stage ${quote(name)}: the result of project`, PROJECTED, returned);
  return returned;
}

/**
 * Reads the answer for each branch of a batch, in the order of its inputs.
 *
 * @param answer - a list in that order, or a map by keys
 * @param keys - the keys of the inputs in a map
 * @throws TypeError if the answer is neither, or does not fit the inputs
 */
export function readAnswer(what: string, answer: unknown, inputs: readonly unknown[], keys: readonly unknown[]): readonly Answer[] {
  if (Array.isArray(answer)) {
    if (answer.length !== inputs.length) {
      throw new TypeError(
        `${what}: the answer is a list of ${String(answer.length)} for ${String(inputs.length)} inputs: return one element for each input, in the same order`,
      );
    }
    return inputs.map((input, index) => (index in answer ? answerOf(answer[index]) : missing(what, `input ${quote(input)}`)));
  }
  if (!(answer instanceof Map)) throw unfit(`${what}: the answer`, ['a list, or a Map by the keys of the inputs'], answer);
  const asked = new Set(keys);
  for (const other of answer.keys()) {
    if (!asked.has(other)) throw new TypeError(`${what}: the answer has the key ${quote(other)}, which belongs to no input: ${HOW_TO_KEY}`);
  }
  return keys.map((own) => (answer.has(own) ? answerOf(answer.get(own)) : missing(what, `key ${quote(own)}`)));
}

const HOW_TO_KEY = 'the keys are the results of the option `key`, or without it the inputs themselves';

function answerOf(element: unknown): Answer {
  return element instanceof Error ? { reason: element } : { value: element };
}

function missing(what: string, of: string): Answer {
  return { reason: new TypeError(`${what}: the answer has no value for ${of}`) };
}
