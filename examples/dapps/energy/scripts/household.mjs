// viem: the same as grant.mjs, or with no more than the market: a household takes its grant back.
// node scripts/household.mjs HOUSEHOLD.hex EURO MARKET METER FROM-MS MOST | HOUSEHOLD.hex - MARKET
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { artifact, headers, key, say, url } from './polder.mjs';

const [file, euro, market, meter, from, most] = process.argv.slice(2);
const transport = http(url, { fetchOptions: { headers } });
const id = await createPublicClient({ transport }).getChainId();
const chain = defineChain({
  id,
  name: 'Polder',
  nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const client = createPublicClient({ chain, transport, pollingInterval: 100 });
const account = privateKeyToAccount(key(file));
const wallet = createWalletClient({ account, chain, transport });

async function write(address, name, functionName, args) {
  const { request } = await client.simulateContract({ account, address, abi: artifact(name).abi, functionName, args });
  const receipt = await client.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
  if (receipt.status !== 'success') throw new Error(`${functionName} reverted`);
}

if (meter === undefined) await write(market, 'Energy', 'withdraw', []);
else {
  await write(market, 'Energy', 'grant', [meter, BigInt(from)]);
  await write(euro, 'Euro', 'approve', [market, BigInt(most)]);
}
say({ tool: 'viem', [meter === undefined ? 'withdrawn' : 'granted']: meter ?? account.address });
process.exit(0);
