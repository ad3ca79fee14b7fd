/// Ethereum's JSON-RPC in front of a Polder chain. It runs beside blocks, never inside one: docs/spec/json-rpc.md.
package io.polder.evm.rpc;
