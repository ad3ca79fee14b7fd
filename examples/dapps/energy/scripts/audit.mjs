// web3: who has how much, and every transfer there was.
// node scripts/audit.mjs EURO ACCOUNT…
import { Web3 } from 'web3';
import { artifact, headers, say, url } from './polder.mjs';

const [at, ...accounts] = process.argv.slice(2);
const web3 = new Web3(new Web3.providers.HttpProvider(url, { providerOptions: { headers } }));
const euro = new web3.eth.Contract(artifact('Euro').abi, at);
const balances = {};
for (const account of accounts) balances[account] = await euro.methods.balanceOf(account).call();
const moved = await euro.getPastEvents('Transfer', { fromBlock: 0, toBlock: 'latest' });
say({ tool: 'web3', balances, transfers: moved.length });
process.exit(0);
