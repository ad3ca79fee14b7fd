import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { done, equal, fails, holds } from './check.mjs';
import { compile } from './compile.mjs';

const rpc = `http://${process.argv[2]}`;
const require = createRequire(import.meta.url);
const home = path.dirname(require.resolve('@foundry-rs/cast-linux-amd64/package.json'));
const cast = (...args) =>
  execFileSync(path.join(home, 'bin', 'cast'), args, { encoding: 'utf8', env: { ...process.env, ETH_RPC_URL: rpc, FOUNDRY_DISABLE_NIGHTLY_WARNING: '1' }, stdio: ['ignore', 'pipe', 'pipe'] }).trim();

const key = '0x' + '42'.repeat(31) + Math.floor(Math.random() * 255).toString(16).padStart(2, '0');
const me = cast('wallet', 'address', '--private-key', key);
const other = '0x00000000000000000000000000000000000b0b0b';
holds(Number(cast('chain-id')) > 2 ** 47, 'the chain id');
const { Token } = compile();
const deployed = JSON.parse(cast('send', '--private-key', key, '--json', '--create', Token.bytecode));
equal(deployed.status, '0x1', 'a deployment');
const token = deployed.contractAddress;
const sent = JSON.parse(cast('send', '--private-key', key, '--json', token, 'transfer(address,uint256)', other, '77'));
equal([sent.status, sent.logs.length], ['0x1', 1], 'a transfer');
equal(cast('call', token, 'balanceOf(address)(uint256)', other), '77', 'a balance');
holds(Number(cast('estimate', token, 'transfer(address,uint256)', other, '1', '--from', me)) > 21_000, 'an estimate');
await fails(
  (async () => cast('call', token, 'transfer(address,uint256)', other, '99999999', '--from', me))(),
  (e) => /execution reverted/.test(e.stderr),
  'a revert',
);
const logs = JSON.parse(cast('logs', '--json', '--from-block', '0', '--address', token, 'Transfer(address indexed,address indexed,uint256)'));
equal(logs.length, 2, 'logs');
equal(cast('nonce', me), '2', 'a nonce');
equal(cast('receipt', sent.transactionHash, 'gasUsed'), String(Number(sent.gasUsed)), 'a receipt');
holds(cast('tx', sent.transactionHash, 'from').toLowerCase() === me.toLowerCase(), 'a transaction');
holds(cast('run', '--help').length > 0, 'cast runs');
holds(cast('block', 'latest').includes('hash'), 'a block');
const trace = JSON.parse(cast('rpc', 'debug_traceTransaction', sent.transactionHash, '{"tracer":"callTracer"}'));
equal([trace.type, trace.to, trace.from.toLowerCase()], ['CALL', token.toLowerCase(), me.toLowerCase()], 'a call trace');
const steps = JSON.parse(cast('rpc', 'debug_traceTransaction', sent.transactionHash));
holds(!steps.failed && steps.structLogs.length > 100 && steps.structLogs[0].op === 'PUSH1', 'a struct trace');
equal(steps.gas, Number(sent.gasUsed), 'the trace used the same gas');
const access = cast('access-list', token, 'balanceOf(address)', other);
holds(/gas used/.test(access), 'an access list');
done('cast');
