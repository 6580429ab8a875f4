// Bundles app.mjs for the browser by each bundler, with what each does by itself.
import path from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';

const root = import.meta.dirname;
const entry = path.join(root, 'app.mjs');

await esbuild({ entryPoints: [entry], outfile: 'esbuild.js', bundle: true, minify: true, format: 'esm' });

await vite({
  root,
  configFile: false,
  logLevel: 'error',
  build: { outDir: 'vite', lib: { entry, formats: ['es'], fileName: () => 'vite.js' }, minify: true, copyPublicDir: false },
});

const stats = await new Promise((resolve, reject) => {
  const output = { path: root, filename: 'webpack.js' };
  webpack({ mode: 'production', context: root, entry, output, performance: false }, (error, done) => (error ? reject(error) : resolve(done)));
});
const { errors, warnings } = stats.toJson();
for (const { message } of [...errors, ...warnings]) console.log(message);
