import { batchStage, join, memoryCache, type Cache } from 'rxjs-stages';
import type { FetchAdvisories } from './client.js';
import { packageOf, type Manifest } from './packument.js';
import type { politely } from './politeness.js';

/** How many packages one request is for at most, and how many such requests may be in flight: while they are, the next batch gathers. */
const MOST = 100;
const AT_ONCE = 2;

/**
 * A segment that requests the advisories for packages, many by one request, and joins those of each with its manifest: one value for each manifest,
 * whatever comes of the request. Many packages may name the same version. The key and the cache see to it that its advisories are requested once.
 */
export function checked(fetch: FetchAdvisories, registry: ReturnType<typeof politely>, cache: Cache = memoryCache()) {
  const options = { ...registry, max: MOST, concurrency: AT_ONCE, key: packageOf, cache };
  const advisories = batchStage('advisories', (manifests: readonly Manifest[]) => fetch(manifests), options);
  return join('checked', advisories);
}
