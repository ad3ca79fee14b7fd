// What the scripts share: where the chain is, who reads it, whose wallet signs.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** JSON-RPC of the chain at a city, such as http://127.0.0.1:8080/v1/chains/solar/evm */
export const url = process.env.POLDER_RPC ?? 'http://127.0.0.1:8080/v1/chains/solar/evm';

/** A consortium's chain is read by its members: the city that we ask lets us in by this token. */
export const headers = process.env.POLDER_OPERATOR_TOKEN
  ? { Authorization: `Bearer ${process.env.POLDER_OPERATOR_TOKEN}` }
  : {};

/** @returns {`0x${string}`} the private key in a file of 64 hexadecimal digits */
export function key(file) {
  const text = fs.readFileSync(file, 'utf8').trim();
  return text.startsWith('0x') ? text : `0x${text}`;
}

export function artifact(name) {
  return JSON.parse(fs.readFileSync(path.join(here, 'build', `${name}.json`), 'utf8'));
}

export function say(what) {
  console.log(JSON.stringify(what, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
}
