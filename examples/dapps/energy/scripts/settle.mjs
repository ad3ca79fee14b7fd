// viem: settles the period that ended then. Anyone whom the chain's policy lets transact may do it.
// node scripts/settle.mjs ANYONE.hex MARKET END-MS
import { createPublicClient, createWalletClient, defineChain, http, parseEventLogs } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { artifact, headers, key, say, url } from './polder.mjs';

const [file, address, end] = process.argv.slice(2);
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
const { abi } = artifact('Energy');
let request;
try {
  ({ request } = await client.simulateContract({ account, address, abi, functionName: 'settle', args: [BigInt(end)] }));
} catch (error) {
  const reason = error.walk?.((cause) => cause.data?.errorName)?.data?.errorName;
  say({ tool: 'viem', refused: reason ?? error.shortMessage });
  process.exit(3);
}
const hash = await createWalletClient({ account, chain, transport }).writeContract(request);
const receipt = await client.waitForTransactionReceipt({ hash });
if (receipt.status !== 'success') throw new Error('settle reverted');
const [settled] = parseEventLogs({ abi, logs: receipt.logs, eventName: 'Settled' });
say({ tool: 'viem', end, wattHours: settled.args.wattHours, gas: receipt.gasUsed });
process.exit(0);
