// Compiles the contracts with solc; writes one artifact each into build/, as hardhat does.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const polder = process.env.POLDER_CONTRACTS ?? path.resolve(here, '../../../contracts');
const names = ['Euro', 'Energy'];

const sources = Object.fromEntries(
  names.map((name) => [`${name}.sol`, { content: fs.readFileSync(path.join(here, 'contracts', `${name}.sol`), 'utf8') }]),
);
const load = (name) => ({
  contents: fs.readFileSync(
    name.startsWith('polder/') ? path.join(polder, name.slice('polder/'.length)) : require.resolve(name),
    'utf8',
  ),
});
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: 'Solidity',
      sources,
      settings: {
        optimizer: { enabled: true, runs: 200 },
        outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
      },
    }),
    { import: load },
  ),
);
const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
if (errors.length) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
fs.mkdirSync(path.join(here, 'build'), { recursive: true });
for (const name of names) {
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  const artifact = { contractName: name, abi, bytecode: `0x${evm.bytecode.object}` };
  fs.writeFileSync(path.join(here, 'build', `${name}.json`), JSON.stringify(artifact));
}
console.log(JSON.stringify({ compiled: names, solc: solc.version() }));
