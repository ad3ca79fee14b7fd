// Hardhat 2 with its ethers-free core: its provider, its artifacts and solc from npm.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { done, equal, fails, holds } from './check.mjs';

const url = `http://${process.argv[2]}`;
const require = createRequire(import.meta.url);
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hardhat-'));
fs.mkdirSync(path.join(home, 'contracts'));
fs.writeFileSync(
  path.join(home, 'contracts', 'Counter.sol'),
  `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;
contract Counter {
    event Counted(uint256 value);
    error TooMuch(uint256 most);
    uint256 public value;
    function add(uint256 by) external {
        if (by > 10) revert TooMuch(10);
        value += by;
        emit Counted(value);
    }
}`,
);
const key = '0x' + '17'.repeat(28) + Math.floor(Math.random() * 2 ** 31).toString(16).padStart(8, '0');
const solc = require.resolve('solc/soljson.js');
fs.writeFileSync(
  path.join(home, 'hardhat.config.cjs'),
  `const { subtask } = require(${JSON.stringify(require.resolve('hardhat/config'))});
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require(${JSON.stringify(require.resolve('hardhat/builtin-tasks/task-names'))});
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async (args) => ({
  compilerPath: ${JSON.stringify(solc)}, isSolcJs: true, version: args.solcVersion, longVersion: args.solcVersion,
}));
module.exports = { solidity: '0.8.37', defaultNetwork: 'polder', networks: { polder: { url: ${JSON.stringify(url)}, accounts: [${JSON.stringify(key)}] } } };`,
);
process.env.HARDHAT_CONFIG = path.join(home, 'hardhat.config.cjs');
process.env.HARDHAT_DISABLE_TELEMETRY_PROMPT = 'true';
process.chdir(home);
const hre = require('hardhat');
await hre.run('compile', { quiet: true });
const { abi, bytecode } = await hre.artifacts.readArtifact('Counter');
equal(abi.length, 4, 'the artifact');
const send = (method, params = []) => hre.network.provider.send(method, params);
const [from] = await send('eth_accounts');
const wait = async (hash) => {
  for (let i = 0; i < 50; i++) {
    const receipt = await send('eth_getTransactionReceipt', [hash]);
    if (receipt) return receipt;
  }
  throw new Error('no receipt');
};
const { Interface } = await import('ethers');
const counter = new Interface(abi);
const deployed = await wait(await send('eth_sendTransaction', [{ from, data: bytecode }]));
equal(deployed.status, '0x1', 'a deployment');
const to = deployed.contractAddress;
const added = await wait(await send('eth_sendTransaction', [{ from, to, data: counter.encodeFunctionData('add', [7]) }]));
equal([added.status, added.logs.length], ['0x1', 1], 'a transaction');
const value = await send('eth_call', [{ to, data: counter.encodeFunctionData('value') }, 'latest']);
equal(BigInt(value), 7n, 'a call');
await fails(
  send('eth_sendTransaction', [{ from, to, data: counter.encodeFunctionData('add', [11]) }]),
  (e) => /revert/.test(e.message),
  'a custom error',
);
holds(Number(await send('eth_blockNumber')) > 1, 'blocks');
fs.rmSync(home, { recursive: true });
done('hardhat');
process.exit(0);
