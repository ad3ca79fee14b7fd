// ethers: deploys the market and hands out the euros.
// node scripts/open.mjs TREASURER.hex EURO PRICE PERIOD-MS AMOUNT HOUSEHOLD…
import { Contract, ContractFactory, FetchRequest, JsonRpcProvider, NonceManager, Wallet } from 'ethers';
import { artifact, headers, key, say, url } from './polder.mjs';

const [file, euroAt, price, period, amount, ...households] = process.argv.slice(2);
const request = new FetchRequest(url);
for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
const provider = new JsonRpcProvider(request, undefined, { pollingInterval: 100, cacheTimeout: -1 });
const signer = new NonceManager(new Wallet(key(file), provider));

const { abi, bytecode } = artifact('Energy');
const market = await new ContractFactory(abi, bytecode, signer).deploy(euroAt, price, period);
await market.waitForDeployment();
const euro = new Contract(euroAt, artifact('Euro').abi, signer);
for (const household of households) await (await euro.transfer(household, amount)).wait();
say({ tool: 'ethers', market: await market.getAddress() });
process.exit(0);
