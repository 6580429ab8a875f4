/** A number with as many digits as say something: three, and whole numbers from 100 on, with commas; nothing for what is not known. */
export function amount(value: number): string {
  if (Number.isNaN(value)) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** A ratio. */
export function times(ratio: number): string {
  return Number.isNaN(ratio) ? '' : `${ratio.toLocaleString('en', { maximumSignificantDigits: ratio < 0.1 ? 2 : 3, maximumFractionDigits: 3 })} ×`;
}
