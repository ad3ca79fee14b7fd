// Answers beside the schemas of ethereum/execution-apis, which lie in the folder of the second argument.
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2019.js';
import { ContractFactory, JsonRpcProvider, Wallet } from 'ethers';
import yaml from 'js-yaml';
import { done, holds } from './check.mjs';
import { compile } from './compile.mjs';

const [at, folder] = process.argv.slice(2);
const read = (part) =>
  fs
    .readdirSync(path.join(folder, 'src', part))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => yaml.load(fs.readFileSync(path.join(folder, 'src', part, name), 'utf8')));
const schemas = Object.assign({}, ...read('schemas'));
const methods = new Map(['eth', 'debug', 'txpool'].flatMap(read).flat().map((m) => [m.name, m]));
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'spec', components: { schemas } });
const absolute = (node) =>
  JSON.parse(JSON.stringify(node), (key, value) => (key === '$ref' && value.startsWith('#') ? 'spec' + value : value));

const rpc = new JsonRpcProvider(`http://${at}`, undefined, { pollingInterval: 100, cacheTimeout: -1, batchMaxCount: 1 });
const signer = Wallet.createRandom().connect(rpc);
const me = signer.address;
const { Token } = compile();
const token = await new ContractFactory(Token.abi, Token.bytecode, signer).deploy();
const created = await token.deploymentTransaction().wait();
const logs = { address: await token.getAddress(), fromBlock: '0x0', toBlock: 'latest' };
const filter = await rpc.send('eth_newFilter', [logs]);
const other = Wallet.createRandom().address;
const paid = await (await token.transfer(other, 7n)).wait();
const failed = await token.transfer(other, 10n ** 20n, { gasLimit: 100_000n });
await failed.wait().catch(() => {});
const legacy = await (await token.transfer(other, 8n, { type: 0, gasPrice: 0n })).wait();
const listed = await (await token.transfer(other, 9n, { type: 1, gasPrice: 0n, accessList: [{ address: other, storageKeys: [] }] })).wait();

const block = '0x' + paid.blockNumber.toString(16);
const call = { from: me, to: await token.getAddress(), data: token.interface.encodeFunctionData('transfer', [other, 1n]) };
const nobody = '0x' + '00'.repeat(32);
const asked = [
  ['eth_getBlockByHash', paid.blockHash, true],
  ['eth_getBlockByHash', nobody, false],
  ['eth_getBlockByNumber', block, true],
  ['eth_getBlockByNumber', block, false],
  ['eth_getBlockByNumber', 'earliest', true],
  ['eth_getBlockByNumber', 'pending', false],
  ['eth_getBlockTransactionCountByHash', paid.blockHash],
  ['eth_getBlockTransactionCountByNumber', block],
  ['eth_getBlockReceipts', block],
  ['eth_chainId'],
  ['eth_syncing'],
  ['eth_accounts'],
  ['eth_blockNumber'],
  ['net_version'],
  ['eth_call', call, 'latest'],
  ['eth_estimateGas', call],
  ['eth_createAccessList', call, 'latest'],
  ['eth_simulateV1', { blockStateCalls: [{ calls: [call] }], traceTransfers: true }, 'latest'],
  ['eth_gasPrice'],
  ['eth_blobBaseFee'],
  ['eth_maxPriorityFeePerGas'],
  ['eth_feeHistory', '0x2', 'latest', [25, 75]],
  ['eth_newFilter', logs],
  ['eth_newBlockFilter'],
  ['eth_newPendingTransactionFilter'],
  ['eth_getFilterLogs', filter],
  ['eth_getFilterChanges', filter],
  ['eth_uninstallFilter', filter],
  ['eth_getLogs', logs],
  ['eth_getBalance', me, 'latest'],
  ['eth_getStorageAt', call.to, '0x0', 'latest'],
  ['eth_getTransactionCount', me, 'latest'],
  ['eth_getCode', call.to, 'latest'],
  ['eth_getTransactionByHash', paid.hash],
  ['eth_getTransactionByHash', legacy.hash],
  ['eth_getTransactionByHash', listed.hash],
  ['eth_getTransactionByHash', created.hash],
  ['eth_getTransactionByHash', nobody],
  ['eth_getTransactionByBlockHashAndIndex', paid.blockHash, '0x0'],
  ['eth_getTransactionByBlockNumberAndIndex', block, '0x0'],
  ['eth_getTransactionReceipt', paid.hash],
  ['eth_getTransactionReceipt', created.hash],
  ['eth_getTransactionReceipt', failed.hash],
  ['eth_getTransactionReceipt', nobody],
  ['debug_traceTransaction', paid.hash],
  ['txpool_status'],
  ['txpool_content'],
];
// What docs/spec/json-rpc.md adds to a receipt.
const ours = (key, value) => (key === 'polderId' || key === 'revertReason' ? undefined : value);
const wrong = [];
for (const [name, ...params] of asked) {
  const schema = absolute(methods.get(name).result.schema);
  const result = JSON.parse(JSON.stringify(await rpc.send(name, params), ours));
  const fits = ajv.compile(schema);
  if (fits(result)) holds(true, name);
  else wrong.push(`${name}: ${ajv.errorsText(fits.errors.slice(0, 12))} in ${JSON.stringify(result)?.slice(0, 700)}`);
}
holds(wrong.length === 0, wrong.join('\n'));
done('schemas');
