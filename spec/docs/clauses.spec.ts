import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SPECS = path.join(__dirname, '..');
const CONTRACT = path.join(__dirname, '../../docs/semantics.md');

const clauses = [...readFileSync(CONTRACT, 'utf8').matchAll(/^- \*\*([A-Z]\d+[a-z]?)\*\* /gm)].map(([, clause = '']) => clause);

/** The number without the letter of a part: B3 of B3a. */
const wholeOf = (clause: string): string => clause.replace(/[a-z]$/, '');

/** The clauses that the names in a spec begin with: B3 and F6 in the case of `'B3 F6 …'`. */
function citedIn(text: string): readonly string[] {
  return [...text.matchAll(/['"`]((?:[A-Z]\d+[a-z]? )+)\S/g)].flatMap(([, numbers = '']) => numbers.trim().split(' '));
}

const cited = new Set(
  readdirSync(SPECS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .flatMap((name) => citedIn(readFileSync(path.join(SPECS, name), 'utf8'))),
);

describe('the clauses of docs/semantics.md', () => {
  it('have numbers of their own, and no clause is both whole and in parts', () => {
    const wholes = clauses.filter((clause) => clause === wholeOf(clause));
    const parts = clauses.filter((clause) => clause !== wholeOf(clause)).map(wholeOf);

    expect(clauses.filter((clause, index) => clauses.indexOf(clause) < index)).toEqual([]);
    expect(wholes.filter((whole) => parts.includes(whole))).toEqual([]);
  });

  it('begin the name of a spec each: B3 cites all of B3a, B3b, …', () => {
    expect(clauses.filter((clause) => !cited.has(clause) && !cited.has(wholeOf(clause)))).toEqual([]);
  });

  it('are all that specs cite', () => {
    const known = new Set([...clauses, ...clauses.map(wholeOf)]);

    expect([...cited].filter((clause) => !known.has(clause))).toEqual([]);
  });
});
