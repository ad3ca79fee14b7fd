import { Contract, ContractFactory, FetchRequest, JsonRpcProvider, NonceManager, Wallet, WebSocketProvider, id } from 'ethers';
import { done, equal, fails, holds } from './check.mjs';
import { compile } from './compile.mjs';

const at = process.argv[2];
const provider = new JsonRpcProvider(`http://${at}`, undefined, { pollingInterval: 100, cacheTimeout: -1 });
const wallet = Wallet.createRandom();
const signer = new NonceManager(wallet.connect(provider));
const me = wallet.address;
const other = Wallet.createRandom().address;
const suite = compile();

async function deploy(name, ...args) {
  const { abi, bytecode } = suite[name];
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  return contract;
}
const sent = async (call) => (await call).wait();

// tokens
const token = await deploy('Token');
equal(await token.balanceOf(me), 1_000_000n, 'the first balance');
const receipt = await sent(token.transfer(other, 1234n));
equal(receipt.status, 1, 'a transfer');
equal(receipt.logs[0].fragment?.name ?? token.interface.parseLog(receipt.logs[0]).name, 'Transfer', 'its log');
equal(await token.balanceOf(other), 1234n, 'the other balance');
equal(receipt.gasPrice, 0n, 'gas is free');

// a custom error comes back with its arguments
await fails(
  token.transfer.staticCall(other, 10_000_000n),
  (e) => e.revert?.name === 'ERC20InsufficientBalance' && e.revert.args[2] === 10_000_000n,
  'a custom error of a call',
);
await fails(token.transfer(other, 10_000_000n), (e) => e.code === 'CALL_EXCEPTION', 'an estimate that reverts');
signer.reset();
const reverted = await token.transfer(other, 10_000_000n, { gasLimit: 100_000n });
await fails(reverted.wait(), (e) => e.code === 'CALL_EXCEPTION' && e.receipt.status === 0, 'a reverted transaction');

// events by filter, at a height, in the past
const events = await token.queryFilter(token.filters.Transfer(me, other));
equal(events.length, 1, 'transfers by topic');
equal(events[0].args.value, 1234n, 'what was moved');
equal(await token.balanceOf(other, { blockTag: receipt.blockNumber - 1 }), 0n, 'a balance before');

// permit, signed off chain
const { chainId } = await provider.getNetwork();
const domain = { name: 'Solar', version: '1', chainId, verifyingContract: await token.getAddress() };
const types = {
  Permit: ['owner', 'spender', 'value', 'nonce', 'deadline'].map((name) => ({
    name,
    type: ['owner', 'spender'].includes(name) ? 'address' : 'uint256',
  })),
};
const value = { owner: me, spender: other, value: 7n, nonce: 0n, deadline: 9_999_999_999n };
const signed = (await import('ethers')).Signature.from(await wallet.signTypedData(domain, types, value));
await sent(token.permit(me, other, 7n, value.deadline, signed.v, signed.r, signed.s));
equal(await token.allowance(me, other), 7n, 'a permit');

// an ERC-721, an ERC-1155 with roles
const art = await deploy('Art');
await sent(art.mint(5));
equal(await art.ownerOf(5), me, 'an owner');
const museum = await deploy('Museum');
await fails(
  art.getFunction('safeTransferFrom(address,address,uint256)').staticCall(me, await token.getAddress(), 5),
  (e) => e.revert?.name === 'ERC721InvalidReceiver',
  'a contract that takes no art',
);
await sent(art.getFunction('safeTransferFrom(address,address,uint256)')(me, await museum.getAddress(), 5));
equal(await art.ownerOf(5), await museum.getAddress(), 'another owner');
await fails(
  art.transferFrom.staticCall(await museum.getAddress(), me, 5),
  (e) => e.revert?.name === 'ERC721InsufficientApproval',
  'art of another',
);
const items = await deploy('Items');
await fails(
  items.mint.staticCall([1], [1]),
  (e) => e.revert?.name === 'AccessControlUnauthorizedAccount',
  'a mint without the role',
);
await sent(items.grantRole(id('MINTER'), me));
await sent(items.mint([1, 2], [10, 20]));
equal([...(await items.balanceOfBatch([me, me], [1, 2]))], [10n, 20n], 'two balances');
const many = await sent(items.safeBatchTransferFrom(me, other, [1, 2], [4, 5], '0x'));
equal(items.interface.parseLog(many.logs[0]).name, 'TransferBatch', 'a log of many');
equal([...(await items.balanceOfBatch([me, other], [1, 2]))], [6n, 5n], 'balances after it');
await sent(items.revokeRole(id('MINTER'), me));
await fails(
  items.mint.staticCall([1], [1]),
  (e) => e.revert?.name === 'AccessControlUnauthorizedAccount' && e.revert.args[1] === id('MINTER'),
  'a mint after the role was taken',
);

// a proxy that is upgraded
const box = await deploy('Box');
const proxy = await deploy('BoxProxy', await box.getAddress());
const boxed = new Contract(await proxy.getAddress(), suite.Box2.abi, signer);
await sent(boxed.set(42));
equal(await boxed.version(), 1n, 'the first version');
const box2 = await deploy('Box2');
await sent(boxed.upgradeToAndCall(await box2.getAddress(), '0x'));
equal([await boxed.version(), await boxed.value()], [2n, 42n], 'the second version keeps the value');

// a proxy that only its admin upgrades
const behind = await deploy('BoxBehindAdmin', await box.getAddress(), me);
const slot = '0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103';
const adminAt = '0x' + (await provider.getStorage(await behind.getAddress(), slot)).slice(26);
const admin = new Contract(adminAt, suite.Admin.abi, signer);
equal(await admin.owner(), me, 'the admin of the proxy');
await fails(
  new Contract(adminAt, suite.Admin.abi, provider).upgradeAndCall.staticCall(await behind.getAddress(), await box2.getAddress(), '0x'),
  (e) => e.revert?.name === 'OwnableUnauthorizedAccount',
  'an upgrade by a stranger',
);
await sent(admin.upgradeAndCall(await behind.getAddress(), await box2.getAddress(), '0x'));
const served = new Contract(await behind.getAddress(), suite.Box2.abi, provider);
equal([await served.version(), await served.value()], [2n, 1n], 'the second version behind the admin');

// a governor: blocks are made by transactions here, so voting goes on by them
const council = await deploy('Council', await token.getAddress());
await sent(token.delegate(me));
const action = [[await box2.getAddress()], [0], [box2.interface.encodeFunctionData('set', [9])]];
const proposed = await sent(council.propose(...action, 'nine'));
const proposal = council.interface.parseLog(proposed.logs[0]).args.proposalId;
await sent(token.transfer(other, 1));
await sent(council.castVote(proposal, 1));
for (let i = 0; i < 3; i++) await sent(token.transfer(other, 1));
equal(await council.state(proposal), 4n, 'the proposal has succeeded');
await sent(council.execute(...action, id('nine')));
equal(await box2.value(), 9n, 'the proposal is executed');

// a row of transactions at once
const before = await token.balanceOf(other);
const row = await Promise.all(Array.from({ length: 40 }, () => token.transfer(other, 1, { gasLimit: 100_000n })));
const receipts = await Promise.all(row.map((t) => t.wait()));
holds(receipts.every((r) => r.status === 1), 'forty transfers at once');
equal(await token.balanceOf(other), before + 40n, 'forty are there');

// a nonce gap waits, is explained, and goes when it is filled
const nonce = await provider.getTransactionCount(me);
const raw = async (n) =>
  wallet.signTransaction({ to: other, nonce: n, gasLimit: 21_000n, chainId, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, type: 2 });
const ahead = await provider.send('eth_sendRawTransaction', [await raw(nonce + 1)]);
const pool = await provider.send('txpool_inspect', []);
equal(pool.queued[me.toLowerCase()][nonce + 1], `waits for nonce ${nonce} of this account`, 'a gap in sight');
equal((await provider.getTransaction(ahead)).blockNumber, null, 'it is pending');
await provider.send('eth_sendRawTransaction', [await raw(nonce)]);
equal((await provider.waitForTransaction(ahead)).status, 1, 'the gap is filled');
await fails(provider.send('eth_sendRawTransaction', [await raw(nonce)]), (e) => /already known/.test(e.message), 'the same again');
await fails(
  provider.send('eth_sendRawTransaction', [
    await wallet.signTransaction({ to: me, nonce, gasLimit: 22_000n, chainId, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, type: 2 }),
  ]),
  (e) => /nonce too low/.test(e.message),
  'a used nonce',
);
signer.reset();

// EIP-7702: the wallet's own account runs the box's code
const authorization = await wallet.connect(provider).authorize({ address: await box.getAddress(), nonce: nonce + 3 });
const delegated = await wallet.connect(provider).sendTransaction({
  to: me,
  data: box.interface.encodeFunctionData('set', [77]),
  type: 4,
  authorizationList: [authorization],
  gasLimit: 200_000n,
  nonce: nonce + 2,
});
equal((await delegated.wait()).status, 1, 'a set-code transaction');
equal(await provider.getStorage(me, 0), '0x' + (77n).toString(16).padStart(64, '0'), 'it wrote to the wallet');
signer.reset();

// WebSocket: heads and logs
const socket = new WebSocketProvider(`ws://${at}`);
const heard = new Contract(await token.getAddress(), suite.Token.abi, socket);
const head = new Promise((resolve) => socket.once('block', resolve));
const log = new Promise((resolve) => heard.once('Transfer', (from, to, amount) => resolve(amount)));
await socket.getBlockNumber();
await new Promise((resolve) => setTimeout(resolve, 300));
await sent(token.transfer(other, 55n));
equal(await log, 55n, 'a log over WebSocket');
holds((await head) > 0, 'a head over WebSocket');

// fees, blocks, codes
const fees = await provider.getFeeData();
equal(fees.gasPrice, 0n, 'gas is free');
const block = await provider.getBlock('latest', true);
equal(block.hash, (await provider.getBlock(block.hash)).hash, 'a block by its hash');
equal((await provider.getBlock('finalized')).number >= block.number, true, 'latest is finalized');
holds((await provider.getCode(await token.getAddress())).length > 1_000, 'code');

// signing in: a token in a header, and one in the URL where a tool takes no header
const post = async (part, body) => {
  const answer = await fetch(`http://${at}/${part}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...(await answer.json()) };
};
const { message } = await post('challenge', { account: me });
const stranger = await post('token', { message, signature: await Wallet.createRandom().signMessage(message) });
equal(stranger.status, 403, 'a message signed by another');
const signedIn = await post('token', { message, signature: await wallet.signMessage(message), minutes: 5 });
equal(signedIn.reader, `evm:${me.toLowerCase()}`, 'who signed in');
const withHeader = new FetchRequest(`http://${at}`);
withHeader.setHeader('Authorization', `Bearer ${signedIn.token}`);
equal((await new JsonRpcProvider(withHeader).getNetwork()).chainId, chainId, 'a token in a header');
const host = at.slice(0, at.indexOf('/'));
const byPath = new WebSocketProvider(`ws://${host}${signedIn.path}`);
equal((await byPath.getNetwork()).chainId, chainId, 'a token in the URL of a WebSocket');
const forged = new FetchRequest(`http://${host}${signedIn.path.slice(0, -3)}AAA`);
await fails(new JsonRpcProvider(forged, chainId, { staticNetwork: true }).send('eth_chainId', []), (e) => /401/.test(e.message), 'a forged token');

done('ethers');
process.exit(0);
