// Compiles the contracts of examples/dapps/energy and prints their creation code, for tests that do not run in Node.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import solc from 'solc';

const require = createRequire(import.meta.url);
const [contracts, polder] = process.argv.slice(2);
const names = ['Euro', 'Energy'];
const sources = Object.fromEntries(
  names.map((name) => [`${name}.sol`, { content: fs.readFileSync(path.join(contracts, `${name}.sol`), 'utf8') }]),
);
const load = (name) => ({
  contents: fs.readFileSync(
    name.startsWith('polder/') ? path.join(polder, name.slice('polder/'.length)) : require.resolve(name),
    'utf8',
  ),
});
const settings = { optimizer: { enabled: true, runs: 200 }, outputSelection: { '*': { '*': ['evm.bytecode.object'] } } };
const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: load }));
const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
if (errors.length) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
for (const name of names) console.log(`${name} ${output.contracts[`${name}.sol`][name].evm.bytecode.object}`);
