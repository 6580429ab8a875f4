import { CHILDREN, FAILURE, LATENCY, SLOWNESS } from './draw.js';
import { SLOWER, type Scenario, type StageSettings } from './scenario.js';

/** A program that runs a scenario with rxjs-stages in real time, its requests simulated by timers. It draws as draw.ts does. */
export function codeOf(scenario: Scenario): string {
  const { items, seed, stages } = scenario;
  const retries = stages.some(({ retry }) => retry > 0);
  return `/*
 * ${stages.map(({ name }) => name).join(' → ')}, with requests that timers simulate. In an empty folder:
 *
 *   npm install rxjs rxjs-stages tsx && npx tsx scenario.ts
 */
import { ${retries ? 'exponentialBackoff, ' : ''}listStage, pipeline, stage, type StageContext } from 'rxjs-stages';

const run = pipeline(
${stages.map((settings, index) => stageCode(settings, index === stages.length - 1)).join('\n')}
);

const items = Array.from({ length: ${String(items)} }, (_, index) => \`item \${index + 1}\`);
const began = Date.now();
const count = { fulfilled: 0, rejected: 0 };
run(items).subscribe({
  next: ({ status, stage, inputs }) => {
    count[status]++;
    console.log(\`\${Date.now() - began} ms: \${stage} \${status}, \${inputs.join(' → ')}\`);
  },
  complete: () => console.log(\`\${count.fulfilled} fulfilled, \${count.rejected} rejected in \${Date.now() - began} ms\`),
});

/** How long a request takes, and how many of 100 are slow or fail. */
interface Simulated {
  readonly ms: readonly [number, number];
  readonly slow: number;
  readonly failing: number;
}

/** A request. Replace it with yours, and pass it the context's signal. */
async function request({ path, attempt }: StageContext, { ms: [from, to], slow, failing }: Simulated): Promise<void> {
  const usual = from + Math.floor(draw(path, attempt, ${String(LATENCY)}) * (to - from + 1));
  const isSlow = draw(path, attempt, ${String(SLOWNESS)}) * 100 < slow;
  await new Promise((resolve) => setTimeout(resolve, isSlow ? ${String(SLOWER)} * usual : usual));
  if (draw(path, attempt, ${String(FAILURE)}) * 100 < failing) throw new Error('the request failed');
}

/** What an answer leads to. */
function children({ path }: StageContext, parent: string, min: number, max: number): string[] {
  const length = min + Math.floor(draw(path, 0, ${String(CHILDREN)}) * (max - min + 1));
  return Array.from({ length }, (_, index) => \`\${parent}.\${index + 1}\`);
}

/** Draws a number from 0 to below 1, the same one for the same request. */
function draw(path: readonly number[], attempt: number, question: number): number {
  let hash = 0;
  for (const part of [${String(seed)}, ...path, attempt, question]) {
    hash = Math.imul(hash ^ (part + 1), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}
`;
}

function stageCode({ name, from, to, slow, min, max, fail, retry, concurrency }: StageSettings, isLast: boolean): string {
  const options = [
    `concurrency: ${String(concurrency)}`,
    ...(retry > 0 ? [`retry: { count: ${String(retry)}, delay: exponentialBackoff({ jitter: 'none' }) }`] : []),
  ];
  return `  ${isLast ? 'stage' : 'listStage'}(
    '${name}',
    async (input: string, context) => {
      await request(context, { ms: [${String(from)}, ${String(to)}], slow: ${String(slow)}, failing: ${String(fail)} });
      return ${isLast ? '`the result of ${input}`' : `children(context, input, ${String(min)}, ${String(max)})`};
    },
    { ${options.join(', ')} },
  ),`;
}
