import type { Manifest } from '../packument.js';

/** Said of a package that names no licence. */
const NO_LICENCE = 'none named';

/** The licence of a package: a name today, once an object or a list of objects. */
export function licenceOf({ license, licenses }: Manifest): string {
  const given = license ?? licenses;
  const names = (Array.isArray(given) ? given : [given]).map(nameOf).filter((name) => name !== undefined);
  return names.length === 0 ? NO_LICENCE : names.join(' OR ');
}

function nameOf(licence: unknown): string | undefined {
  if (typeof licence === 'string' && licence !== '') return licence;
  const { type } = (licence ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' ? type : undefined;
}
