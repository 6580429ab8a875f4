import { join, listStage, memoryCache } from 'rxjs-stages';
import type { FetchAdvisories } from './client.js';
import { packageOf, type Manifest } from './packument.js';
import type { politely } from './politeness.js';

/**
 * A segment that asks for the advisories for a package and joins them with its manifest: one value for each manifest, whatever comes
 * of the request. Many packages may name the same version. The key and the cache see to it that its advisories are asked for once.
 *
 * @param concurrency - how many such requests may be under way
 */
export function checked(fetch: FetchAdvisories, registry: ReturnType<typeof politely>, concurrency: number) {
  const options = { ...registry, concurrency, key: packageOf, cache: memoryCache() };
  const advisories = listStage('advisories', (manifest: Manifest) => fetch(manifest), options);
  return join('checked', advisories);
}
