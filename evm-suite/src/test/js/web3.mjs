import { Web3 } from 'web3';
import { done, equal, fails, holds } from './check.mjs';
import { compile } from './compile.mjs';

const at = process.argv[2];
const web3 = new Web3(`http://${at}`);
web3.eth.transactionPollingInterval = 100;
const account = web3.eth.accounts.create();
web3.eth.accounts.wallet.add(account);
const other = web3.eth.accounts.create().address;
const { Token } = compile();
const from = account.address;

const token = await new web3.eth.Contract(Token.abi).deploy({ data: Token.bytecode }).send({ from, gas: '4000000' });
equal(await token.methods.balanceOf(from).call(), 1_000_000n, 'the first balance');
const receipt = await token.methods.transfer(other, 5).send({ from });
equal(receipt.status, 1n, 'a transfer');
equal(receipt.events.Transfer.returnValues.value, 5n, 'its event');
await fails(token.methods.transfer(other, 10 ** 9).call({ from }), (e) => /revert/.test(e.message + e.innerError?.message), 'a revert');
const past = await token.getPastEvents('Transfer', { filter: { to: other }, fromBlock: 0 });
equal(past.length, 1, 'past events');
equal(await web3.eth.net.isListening(), true, 'listening');
equal(BigInt(await web3.eth.net.getId()), await web3.eth.getChainId(), 'the ids agree');
holds((await web3.eth.getNodeInfo()).startsWith('Polder/'), 'who answers');
equal((await web3.eth.getBlock('latest', true)).hash, (await web3.eth.getBlock('latest')).hash, 'a block');
equal(await web3.eth.getGasPrice(), 0n, 'gas is free');
done('web3.js');
process.exit(0);
