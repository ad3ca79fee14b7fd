import { createPublicClient, createWalletClient, defineChain, http, parseAbiItem, webSocket } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { parseSiweMessage, validateSiweMessage } from 'viem/siwe';
import { done, equal, fails, holds } from './check.mjs';
import { compile } from './compile.mjs';

const at = process.argv[2];
const probe = createPublicClient({ transport: http(`http://${at}`) });
const chain = defineChain({
  id: await probe.getChainId(),
  name: 'Polder',
  nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
  rpcUrls: { default: { http: [`http://${at}`] } },
});
const client = createPublicClient({ chain, transport: http(undefined, { batch: true }), pollingInterval: 100 });
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey()).address;
const wallet = createWalletClient({ account, chain, transport: http() });
const { Token } = compile();

const deployed = await client.waitForTransactionReceipt({ hash: await wallet.deployContract(Token) });
const address = deployed.contractAddress;
equal(deployed.status, 'success', 'a deployment');
const token = { address, abi: Token.abi };
equal(await client.readContract({ ...token, functionName: 'symbol' }), 'SUN', 'a read');

const { request } = await client.simulateContract({ account, ...token, functionName: 'transfer', args: [other, 5n] });
const moved = await client.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
equal(moved.status, 'success', 'a write');
await fails(
  client.simulateContract({ account, ...token, functionName: 'transfer', args: [other, 10n ** 9n] }),
  (e) => e.walk?.((c) => c.data?.errorName)?.data?.errorName === 'ERC20InsufficientBalance',
  'a custom error',
);

const event = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');
const logs = await client.getLogs({ address, event, args: { to: other }, fromBlock: 0n });
equal(logs.map((l) => l.args.value), [5n], 'logs by an indexed argument');
const filter = await client.createContractEventFilter({ ...token, eventName: 'Transfer' });
await client.waitForTransactionReceipt({ hash: await wallet.writeContract({ ...token, functionName: 'transfer', args: [other, 6n] }) });
equal((await client.getFilterChanges({ filter })).map((l) => l.args.value), [6n], 'changes of a filter');
equal(await client.uninstallFilter({ filter }), true, 'a filter is closed');

// overrides: a balance that is not there
const slot = '0x' + 'ab'.repeat(20);
const answered = await client.call({ to: address, data: '0x18160ddd', stateOverride: [{ address, code: '0x602a60005260206000f3' }] });
equal(answered.data, '0x' + (42n).toString(16).padStart(64, '0'), 'code that is not there');
equal(await client.getBalance({ address: slot }), 0n, 'no balance');

// simulated blocks
const simulated = await client.simulateBlocks({
  blocks: [{ calls: [{ account: account.address, to: address, abi: Token.abi, functionName: 'transfer', args: [other, 1n] }] }],
});
equal(simulated[0].calls[0].status, 'success', 'a simulated call');
equal(simulated[0].calls[0].logs.length, 1, 'its log');

const { accessList } = await client.createAccessList({ account, to: address, data: '0x18160ddd' });
equal(accessList[0].address.toLowerCase(), address.toLowerCase(), 'an access list');
const fees = await client.estimateFeesPerGas();
equal(fees.maxFeePerGas, 0n, 'fees are nothing');
const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
holds(history.baseFeePerGas.length >= 2 && history.reward.every((r) => r.length === 2), 'a fee history');
const proof = await client.getProof({ address, storageKeys: ['0x0'] }).catch((e) => e);
holds(proof.accountProof?.length === 1 || /certified/.test(proof.message), 'a proof in our form, or not certified yet');

const socket = createPublicClient({ chain, transport: webSocket(`ws://${at}`) });
let stop;
const heard = new Promise((resolve) => {
  stop = socket.watchContractEvent({ ...token, eventName: 'Transfer', onLogs: (all) => resolve(all[0].args.value) });
});
const heads = new Promise((resolve) => socket.watchBlockNumber({ onBlockNumber: (n) => resolve(n) }));
await new Promise((resolve) => setTimeout(resolve, 400));
await client.waitForTransactionReceipt({ hash: await wallet.writeContract({ ...token, functionName: 'transfer', args: [other, 8n] }) });
equal(await heard, 8n, 'an event over WebSocket');
holds((await heads) > 0n, 'a head over WebSocket');
stop();

// a type 1 and a legacy transaction
for (const type of ['legacy', 'eip2930']) {
  const hash = await wallet.sendTransaction({ to: other, type, gas: 30_000n, gasPrice: 0n, ...(type === 'eip2930' && { accessList: [] }) });
  const receipt = await client.waitForTransactionReceipt({ hash });
  equal([receipt.status, receipt.type], ['success', type], `a ${type} transaction`);
  equal((await client.getTransaction({ hash })).from.toLowerCase(), account.address.toLowerCase(), 'who sent it');
}

// The message to sign in with, as another reader of EIP-4361 has it.
const asked = await fetch(`http://${at}/challenge`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: 'http://localhost:5173' },
  body: JSON.stringify({ account: account.address.toLowerCase() }),
});
const { message } = await asked.json();
const read = parseSiweMessage(message);
equal([read.address, read.chainId, read.version, read.domain], [account.address, chain.id, '1', 'localhost:5173'], 'a message');
equal(read.uri, `http://${at}`, 'what it is for');
holds(read.expirationTime - read.issuedAt === 300_000, 'five minutes');
holds(validateSiweMessage({ message: read, address: account.address, domain: 'localhost:5173', nonce: read.nonce }), 'a message that holds');
const signature = await account.signMessage({ message });
const issued = await fetch(`http://${at}/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message, signature }),
});
const { token: bearer } = await issued.json();
const reader = createPublicClient({ transport: http(`http://${at}`, { fetchOptions: { headers: { authorization: `Bearer ${bearer}` } } }) });
equal(await reader.getChainId(), chain.id, 'a token in a header');
done('viem');
process.exit(0);
