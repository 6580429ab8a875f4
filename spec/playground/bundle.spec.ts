import path from 'node:path';
import { bundlePlayground } from '../../scripts/playground/bundle-playground';

test('the playground says what to do if the library is not built', async () => {
  await expect(bundlePlayground(path.join(__dirname, 'nowhere'))).rejects.toThrow(/^dist is missing: run `npm run build` first\.$/);
});
