const COUNT = new Intl.NumberFormat('en');

/** A number of things: `1,234`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A number of things with their name: `1 branch`, `2 branches`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A time, with about three digits: `0.42 ms`, `87.3 ms`, `1.24 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 0.0005) return '0 ms';
  if (size < 999.5) return `${digits(ms)} ms`;
  if (size < 59_995) return `${digits(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
  return `${String(Math.floor(seconds / 3_600))} h ${String(Math.floor((seconds % 3_600) / 60))} min`;
}

/** A time on an axis whose ticks are `step` apart, and end at `last`. */
export function tick(ms: number, step: number, last: number): string {
  if (ms === 0) return '0';
  if (step < 10 || last < 1_000) return `${COUNT.format(Number(ms.toFixed(step < 1 ? 3 : 0)))} ms`;
  const seconds = ms / 1_000;
  if (seconds < 600) return `${String(Number(seconds.toFixed(step < 10 ? 4 : step < 1_000 ? 2 : 0)))} s`;
  const rest = seconds % 60;
  return `${String(Math.floor(seconds / 60))}:${rest < 9.9995 ? '0' : ''}${String(Number(rest.toFixed(step < 1_000 ? 3 : 0)))} min`;
}

/** A part of a whole: `7 %`. */
export function percent(part: number): string {
  return part > 0 && part < 0.005 ? 'less than 1 %' : `${String(Math.round(100 * part))} %`;
}

/** How often something is something else: `1.4×`. */
export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)}×`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  return size < 1 ? String(Number(value.toFixed(3))) : value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}
