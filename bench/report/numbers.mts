/** A number with three digits, or all digits of a whole number from 100 on; an empty string for NaN. */
export function amount(value: number): string {
  if (Number.isNaN(value)) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** A ratio, for a table. */
export function times(ratio: number): string {
  return Number.isNaN(ratio) ? '' : `${digits(ratio)} ×`;
}

/** A ratio, for a sentence. */
export function fold(ratio: number): string {
  return Number.isNaN(ratio) ? '(not measured)' : `${digits(ratio)} times`;
}

/** A figure with its unit, for a sentence. */
export function told(value: number, unit: string): string {
  return Number.isNaN(value) ? '(not measured)' : `${amount(value)} ${unit}`;
}

function digits(ratio: number): string {
  if (ratio >= 100) return amount(ratio);
  return ratio.toLocaleString('en', { maximumSignificantDigits: ratio < 0.1 ? 2 : 3, maximumFractionDigits: 3 });
}
