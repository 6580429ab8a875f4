import type { Policies } from './policies.js';
import { valuesOf, type Script } from './script.js';

/** One page of a branch that is not cut short: the attempt that it ended with. */
export interface Page {
  /** Its input. */
  readonly input: Script;
  /** How many attempts it took, and what the last one was. */
  readonly attempts: number;
  readonly script: Script;
  readonly values: readonly unknown[];
  /**
   * By whom it failed: its script, its timeout, or whichever came first; or the function that
   * should have given the delay of its retry.
   */
  readonly fails: 'never' | 'by itself' | 'by time' | 'either' | 'by mistake';
}

/** What comes of a branch, as far as its script and its stage's policies say: page by page. */
export function lifeOf(script: Script, policies: Policies, lists: boolean): readonly Page[] {
  const pages: Page[] = [];
  for (let input: Script | undefined = script; input !== undefined;) {
    const page = pageOf(input, policies, lists);
    pages.push(page);
    input = policies.pages && page.fails === 'never' && page.values.length > 0 ? input.following : undefined;
  }
  return pages;
}

/** What the n-th attempt for an input does, from 1. */
export function attemptOf(input: Script, attempt: number): Script {
  return input.earlier[attempt - 1] ?? input;
}

function pageOf(input: Script, policies: Policies, lists: boolean): Page {
  const { retry, atomic } = policies;
  for (let attempts = 1; ; attempts++) {
    const script = attemptOf(input, attempts);
    const { values: given, fails } = cut(script, policies, lists);
    const values = atomic && fails !== 'never' ? [] : given;
    const again = fails !== 'never' && values.length === 0 && attempts <= (retry?.count ?? 0);
    if (!again || (retry?.picky === true && fails === 'by itself' && failsByType(script))) return { input, attempts, script, values, fails };
    if (retry?.by === 'mistake') return { input, attempts, script, values, fails: 'by mistake' };
  }
}

export function failsByType({ failing }: Script): boolean {
  return failing === 'nonsense' || failing === 'no list';
}

/** What an attempt gives within its time. */
function cut(script: Script, { attempt: ms = Infinity, atomic }: Policies, lists: boolean): Pick<Page, 'values' | 'fails'> {
  const { kind, emissions, gap, failing } = script;
  const values = valuesOf(script);
  const whole = { values, fails: failing === 'never' ? 'never' : 'by itself' } as const;
  if (failing === 'throw' || failing === 'nonsense' || failing === 'open' || kind === 'array' || kind === 'generator' || kind === 'iterator')
    return whole;
  let time = 0;
  const inTime = emissions.filter((emission) => (time += emission.gap) <= ms);
  const last = time;
  if (!(kind === 'async iterator' && (failing === 'end' || failing === 'no list'))) time += gap;
  if (time <= ms) return whole;
  if (kind === 'promise') return { values: [], fails: 'by time' };
  if (lists && failing === 'list' && last <= ms) return kind === 'observable' && !atomic ? { values, fails: 'either' } : whole;
  return { values: inTime.flatMap((emission) => emission.values), fails: 'by time' };
}
