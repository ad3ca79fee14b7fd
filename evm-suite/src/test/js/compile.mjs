// Compiles the contracts of the suite with solc from npm.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

export function compile(file = 'Suite.sol') {
  const source = fs.readFileSync(path.join(here, 'contracts', file), 'utf8');
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: source } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const load = (name) => ({ contents: fs.readFileSync(require.resolve(name), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  if (errors.length) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  return Object.fromEntries(
    Object.entries(output.contracts[file]).map(([name, c]) => [
      name,
      { abi: c.abi, bytecode: '0x' + c.evm.bytecode.object },
    ]),
  );
}
