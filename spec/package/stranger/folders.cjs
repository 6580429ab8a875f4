const resolve = require('resolve');

const { exports: entries } = require('rxjs-stages/package.json');
const further = Object.keys(entries)
  .filter((name) => !['.', './package.json'].includes(name))
  .map((name) => name.slice(2));

const isSame = (entry) => {
  const name = `rxjs-stages/${entry}`;
  return resolve.sync(name, { basedir: __dirname }) === require.resolve(name);
};

console.log(JSON.stringify(further.map((entry) => [entry, isSame(entry)])));
