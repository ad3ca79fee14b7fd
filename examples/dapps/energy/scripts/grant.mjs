// ethers: a household lets the market use its meter, and lets it take what power costs.
// node scripts/grant.mjs HOUSEHOLD.hex EURO MARKET METER FROM-MS MOST
import { Contract, FetchRequest, JsonRpcProvider, NonceManager, Wallet } from 'ethers';
import { artifact, headers, key, say, url } from './polder.mjs';

const [file, euroAt, marketAt, meter, from, most] = process.argv.slice(2);
const request = new FetchRequest(url);
for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
const provider = new JsonRpcProvider(request, undefined, { pollingInterval: 100, cacheTimeout: -1 });
const signer = new NonceManager(new Wallet(key(file), provider));

const market = new Contract(marketAt, artifact('Energy').abi, signer);
try {
  await market.grant.staticCall(meter, from);
} catch (error) {
  say({ tool: 'ethers', refused: error.revert?.name ?? error.shortMessage });
  process.exit(3);
}
await (await market.grant(meter, from)).wait();
await (await new Contract(euroAt, artifact('Euro').abi, signer).approve(marketAt, most)).wait();
say({ tool: 'ethers', granted: meter });
process.exit(0);
